import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How the wallet differs from the plain one; every one of them is honest. */
export interface WalletOptions {
  /** The fee of an amount in msat; by default 1 %, rounded up to a sat, and 1 sat. */
  readonly feeOf?: (amountMsat: number) => number;
  /** `waits` answers when the payment has ended, `accepts` with 202 at once. */
  readonly answers?: "waits" | "accepts";
  /** How a payout is entered: whole, amount and fee apart, or more set aside than it costs and the rest given back. */
  readonly books?: "whole" | "apart" | "reserve";
  /** What a repeated key gets. */
  readonly repeated?: "same-answer" | "conflict";
  /** For how long after its acceptance a payout is not found. */
  readonly hiddenMs?: number;
  /** True where available money falls when the payout has been paid and not before. */
  readonly takesLate?: boolean;
  /** What it says of a payout that failed: in the body with 200, or by this status. */
  readonly failsWith?: number;
  /** A lie or a bug, to see that a mapping does not hide it. */
  readonly bug?: "keeps-failed" | "refunds-paid" | "calls-all-paid";
}

interface Payout {
  readonly id: string;
  readonly key: string;
  readonly account: string;
  readonly amountMsat: number;
  readonly costMsat: number;
  readonly reserveMsat: number;
  /** Where it tells that it has ended; "" for nowhere. */
  readonly callback: string;
  readonly atMs: number;
  state: "sent" | "paid" | "failed";
}

interface Entry {
  readonly id: number;
  readonly payout: string;
  readonly key: string;
  readonly kind: string;
  readonly amountMsat: number;
  readonly afterMsat: number;
}

const PAGE = 3;
const TIMEOUT_MS = 150;

/**
 * A wallet in this process that pays invoices through LNbits: `x-rail` and `x-rail-key` of a request say where that is. What it answers has more
 * in it than anybody needs, so that a service file can go wrong in any way.
 */
export async function startWallet(
  options: WalletOptions,
  atTheEnd: (end: () => Promise<void>) => void,
): Promise<{ readonly url: string }> {
  const wallet = new Wallet(options);
  const server = createServer((request, response) => void wallet.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atTheEnd(async () => {
    wallet.isClosed = true;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

class Wallet {
  isClosed = false;
  readonly #options: WalletOptions;
  readonly #accounts = new Map(
    Object.entries({ alice: 5_000_000_000, bob: 7_000_000_000, carol: 9_000_000_000 }).map(([id, availableMsat]) => {
      return [id, { availableMsat, heldMsat: 0, entries: [] as Entry[], payouts: [] as Payout[] }];
    }),
  );
  readonly #byId = new Map<string, Payout>();
  readonly #byKey = new Map<string, Payout>();
  #numbers = 0;

  constructor(options: WalletOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://wallet");
    const [room = "", id = "", list = ""] = url.pathname.slice(1).split("/");
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ status: "ok", ...body }));
    };
    if (room === "payouts" && request.method === "POST") return this.#pay(request, JSON.parse(text), answer);
    if (room === "payouts") {
      const payout = this.#byId.get(id);
      const isHidden = payout !== undefined && performance.now() - payout.atMs < (this.#options.hiddenMs ?? 0);
      if (payout === undefined || isHidden) return answer(404, { error: "not_found" });
      return answer(200, { payout: shown(payout), last: shown([...this.#byId.values()].at(-1) ?? payout) });
    }
    const account = this.#accounts.get(id);
    if (account === undefined) return answer(404, { error: "no_account" });
    const page = Number(url.searchParams.get("page") ?? "1") - 1;
    const rowsOf = <Row>(all: readonly Row[]) => all.slice(page * PAGE, page * PAGE + PAGE);
    if (list === "entries") return answer(200, { entries: rowsOf(account.entries.map(entered)), none: [] });
    if (list === "payouts") return answer(200, { payouts: rowsOf(account.payouts.map(shown)), none: [] });
    const { availableMsat: available, heldMsat: held } = account;
    answer(200, {
      account: id,
      available,
      held,
      total: available + held,
      available_sat: (available / 1_000).toFixed(3),
      opening: 5_000_000_000,
      accounts: [...this.#accounts].map(([name, { availableMsat }]) => ({ name, available: availableMsat })),
    });
  }

  async #pay(
    request: IncomingMessage,
    body: { readonly account: string; readonly invoice: string },
    answer: (status: number, body: object) => void,
  ): Promise<void> {
    const key = String(request.headers["idempotency-key"] ?? "");
    const account = this.#accounts.get(body.account);
    if (account === undefined) return answer(404, { error: "no_account" });
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      if (this.#options.repeated === "conflict") return answer(409, { error: "repeated", payout: shown(known) });
      return answer(200, { payout: shown(known) });
    }
    const rail = railOf(request);
    const callback = String(request.headers["x-callback"] ?? "");
    const number = ++this.#numbers;
    const payout = {
      id: `po_${number}`,
      key,
      account: body.account,
      atMs: performance.now(),
      callback,
      state: "sent" as const,
    };
    // Its place is taken before anything is waited for.
    const pending: Payout = { ...payout, ...this.#priceOf(0) };
    this.#byKey.set(key, pending);
    const { amountMsat, paymentHash } = await rail.decode(body.invoice);
    const priced: Payout = { ...payout, ...this.#priceOf(amountMsat) };
    if (account.availableMsat < priced.costMsat + priced.reserveMsat) {
      this.#byKey.delete(key);
      return answer(402, { error: "no_funds" });
    }
    this.#byKey.set(key, priced);
    this.#byId.set(priced.id, priced);
    account.payouts.push(priced);
    this.#charge(priced);
    const ended = this.#settle(priced, rail, body.invoice, paymentHash);
    if (this.#options.answers === "accepts") return answer(202, { payout: shown(priced) });
    await ended;
    const { failsWith = 200 } = this.#options;
    if (priced.state === "failed" && failsWith !== 200) return answer(failsWith, { error: "payment_failed" });
    answer(200, { payout: shown(priced) });
  }

  #priceOf(amountMsat: number): Pick<Payout, "amountMsat" | "costMsat" | "reserveMsat"> {
    const { feeOf = (msat: number) => Math.ceil(msat / 100_000) * 1_000 + 1_000, books } = this.#options;
    return { amountMsat, costMsat: amountMsat + feeOf(amountMsat), reserveMsat: books === "reserve" ? 7_777 : 0 };
  }

  #charge(payout: Payout): void {
    const { books, takesLate } = this.#options;
    const { amountMsat, costMsat, reserveMsat } = payout;
    const account = this.#accounts.get(payout.account);
    if (account === undefined) return;
    account.heldMsat += costMsat + reserveMsat;
    if (takesLate === true) return;
    if (books === "apart") {
      this.#enter(payout, "charge", -amountMsat);
      this.#enter(payout, "fee", amountMsat - costMsat);
    } else this.#enter(payout, books === "reserve" ? "hold" : "charge", -costMsat - reserveMsat);
  }

  #enter(payout: Payout, kind: string, amountMsat: number): void {
    const account = this.#accounts.get(payout.account);
    if (account === undefined) return;
    account.availableMsat += amountMsat;
    const { id, key } = payout;
    account.entries.unshift({
      id: ++this.#numbers,
      payout: id,
      key,
      kind,
      amountMsat,
      afterMsat: account.availableMsat,
    });
  }

  async #settle(payout: Payout, rail: Rail, invoice: string, paymentHash: string): Promise<void> {
    const outcome = await rail.pay(invoice, paymentHash, () => this.isClosed);
    if (outcome === "unknown") return;
    const { takesLate, bug } = this.#options;
    const { costMsat, reserveMsat, callback } = payout;
    const account = this.#accounts.get(payout.account);
    if (account === undefined) return;
    account.heldMsat -= costMsat + reserveMsat;
    const isPaid = outcome === "paid";
    if (takesLate === true) {
      if (isPaid) this.#enter(payout, "charge", -costMsat);
    } else if (isPaid) {
      if (reserveMsat > 0) this.#enter(payout, "release", reserveMsat);
    } else if (bug !== "keeps-failed")
      this.#enter(payout, reserveMsat > 0 ? "release" : "refund", costMsat + reserveMsat);
    if (isPaid && bug === "refunds-paid") this.#enter(payout, "refund", costMsat);
    payout.state = isPaid || bug === "calls-all-paid" ? "paid" : "failed";
    if (callback !== "") await fetch(callback, { method: "POST", body: JSON.stringify({ payout: shown(payout) }) });
  }
}

function shown({ id, key, account, amountMsat, costMsat, state }: Payout) {
  const isFinal = state !== "sent";
  return {
    id,
    key,
    account,
    amount: amountMsat,
    amount_sat: amountMsat / 1_000,
    cost: costMsat,
    state,
    is_final: isFinal,
    failed: state === "failed",
    none: null,
  };
}

function entered({ id, payout, key, kind, amountMsat, afterMsat }: Entry) {
  return { id, payout, key, kind, amount: amountMsat, size: Math.abs(amountMsat), after: afterMsat, none: null };
}

type Rail = ReturnType<typeof railOf>;

/** LNbits, with a look-up for whatever is not answered in time. */
function railOf({ headers }: IncomingMessage) {
  const url = `${String(headers["x-rail"])}/api/v1/payments`;
  const more = { "x-api-key": String(headers["x-rail-key"]), "content-type": "application/json" };
  const call = async (path: string, body: object | null, timeoutMs: number) => {
    try {
      const init = body === null ? {} : { method: "POST", body: JSON.stringify(body) };
      const response = await fetch(url + path, { ...init, headers: more, signal: AbortSignal.timeout(timeoutMs) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch {
      return { status: 0, body: {} as Record<string, unknown> };
    }
  };
  return {
    async decode(invoice: string) {
      const { body } = await call("/decode", { data: invoice }, 10_000);
      return { amountMsat: Number(body["amount_msat"]), paymentHash: String(body["payment_hash"]) };
    },
    async pay(invoice: string, hash: string, isOver: () => boolean): Promise<"paid" | "failed" | "unknown"> {
      let answer = await call("", { out: true, bolt11: invoice }, TIMEOUT_MS);
      for (;;) {
        const { status, body } = answer;
        if (body["status"] === "success" || body["paid"] === true) return "paid";
        if (body["status"] === "failed") return "failed";
        if (isOver()) return "unknown";
        await sleep(20);
        answer =
          status === 404
            ? await call("", { out: true, bolt11: invoice }, TIMEOUT_MS)
            : await call(`/${hash}`, null, 10_000);
      }
    },
  };
}
