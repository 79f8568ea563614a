import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestRail } from "../../src/testing/index.ts";

/** A payout service in this process, with the mistakes that a test wants. It pays over LNbits. */
export interface Wallet {
  readonly url: string;
  /** Its service file. */
  readonly file: string;
  readonly balances: Record<string, number>;
  /** What is charged for a payout, in sats; the file says 1 %. */
  charge(sats: number): number;
  /** Another invoice, which is paid with each payout; undefined for none. */
  again: ((sats: number) => string) | undefined;
  close(): Promise<void>;
}

interface Withdrawal {
  readonly key: string;
  readonly account: string;
  readonly invoice: string;
  readonly sats: number;
}

/** How its service file differs. */
export interface WalletShape {
  readonly accounts?: readonly string[];
  /** True for a list of payouts, with the invoice as the payee. */
  readonly isListed?: boolean;
}

const LIST = `payouts: { call: "GET /list/\${account}", list: rows, id: id, key: key, payee: invoice, amount: sats, state: state }`;

/** Starts it. The rail may be started later. */
export async function startWallet(rail: () => TestRail, shape: WalletShape = {}): Promise<Wallet> {
  const { accounts = ["main"], isListed = false } = shape;
  const folder = await mkdtemp(join(tmpdir(), "chaos-payout-wallet-"));
  const file = join(folder, "wallet.service.yaml");
  await writeFile(file, serviceFile(accounts, isListed));
  const rows: (Withdrawal & { readonly id: string; readonly state: string })[] = [];
  const balances: Record<string, number> = Object.fromEntries(accounts.map((name) => [name, 100_000]));

  const isPaid = async (bolt11: string) => {
    const { url = "", key = "" } = rail().dialects["lnbits"] ?? {};
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const body = JSON.stringify({ out: true, bolt11 });
    return (await fetch(`${url}/api/v1/payments`, { method: "POST", headers, body })).status === 201;
  };
  const withdraw = async (asked: Withdrawal): Promise<string> => {
    const known = rows.find(({ key }) => key === asked.key);
    if (known !== undefined) return known.state;
    const cost = wallet.charge(asked.sats);
    balances[asked.account] = (balances[asked.account] ?? 0) - cost;
    const state = (await isPaid(asked.invoice)) ? "done" : "failed";
    if (wallet.again !== undefined) await isPaid(wallet.again(asked.sats));
    if (state === "failed") balances[asked.account] = (balances[asked.account] ?? 0) + cost;
    rows.push({ ...asked, id: `w${rows.length + 1}`, state });
    return state;
  };
  const server = createServer((request, response) => {
    void answer(request).then((body) => response.end(JSON.stringify(body)));
  });
  const answer = async (request: IncomingMessage) => {
    const [, what = "", name = ""] = (request.url ?? "").split("/");
    if (request.method === "POST") return { state: await withdraw(JSON.parse((await request.toArray()).join(""))) };
    return what === "list" ? { rows: rows.filter(({ account }) => account === name) } : { sats: balances[name] };
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const wallet: Wallet = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    file,
    balances,
    charge: (sats) => sats + Math.ceil(sats / 100),
    again: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
  return wallet;
}

function serviceFile(accounts: readonly string[], isListed: boolean): string {
  return `
name: wallet
unit: sat
fee: { percent: 1, round: up to 1 sat, routing: absorbed }
accounts: { ${accounts.map((name) => `${name}: {}`).join(", ")} }
rails: { node: { dialect: lnbits } }
payees: { pay: bolt11, at: node }
url: http://127.0.0.1:3000
payout:
  call: POST /withdraw
  body: { key: "\${payout.key}", account: "\${account}", invoice: "\${payout.invoice}", sats: "\${payout.amount}" }
  state: state
states: { done: paid, failed: refused }
balance: { call: "GET /balance/\${account}", available: sats }
${isListed ? LIST : ""}`;
}
