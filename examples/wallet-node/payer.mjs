/**
 * Carries out withdrawals. The invoice is written down before LND is asked to pay it, a look-up comes before every further attempt, and only an answer that
 * is certain decides anything. A row whose holder died is taken over when its lease has expired.
 *
 * `bug` makes it one of the payers that this one is not: `refund-on-timeout` gives the money back when a payment takes too long, and `charge-on-timeout`
 * counts it as paid.
 */
import { AddressRefused, invoiceFor } from "./lightning-address.mjs";

/** How many looks for work may be under way, and how many rows each takes. */
const CONCURRENCY = 64;
const ROWS = 8;
const LOOK_AGAIN_MS = 100;

export class Payer {
  #ledger;
  #lnd;
  #timeoutMs;
  #leaseMs;
  #bug;
  #log;
  #working = new Set();
  #timer;
  #isStopping = false;

  constructor({ ledger, lnd, timeoutMs, bug, log }) {
    this.#ledger = ledger;
    this.#lnd = lnd;
    this.#timeoutMs = timeoutMs;
    // Long enough for an invoice, a look-up and a payment, each with its timeout.
    this.#leaseMs = 3 * timeoutMs + 500;
    this.#bug = bug;
    this.#log = log;
  }

  start() {
    this.#timer = setInterval(() => this.wake(), 50);
  }

  /** Looks for work. Called whenever there may be some. */
  wake() {
    if (this.#isStopping || this.#working.size >= CONCURRENCY) return;
    const work = this.#take().catch((error) => this.#log.error(error));
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  /** Takes nothing more, and ends what has begun. */
  async stop() {
    this.#isStopping = true;
    clearInterval(this.#timer);
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #take() {
    const takenMs = performance.now();
    const rows = await this.#ledger.claim(ROWS, this.#leaseMs);
    await Promise.all(
      rows.map((row) =>
        this.#carryOut({ ...row, endsMs: takenMs + this.#leaseMs }).catch((error) => {
          this.#log.error(error);
          return this.#ledger.postpone(row, LOOK_AGAIN_MS);
        }),
      ),
    );
  }

  async #carryOut(withdrawal) {
    if (withdrawal.invoice === null) return this.#begin(withdrawal);
    // Somebody has been here before, and may have sent it.
    if (this.#bug !== "") return this.#guess(withdrawal);
    const found = await this.#lnd.track(withdrawal.payment_hash, AbortSignal.timeout(this.#timeoutMs));
    if (found.kind === "absent") return this.#pay(withdrawal);
    await this.#conclude(withdrawal, found);
  }

  async #begin(withdrawal) {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    let found;
    try {
      found = await this.#invoice(withdrawal, signal);
    } catch (error) {
      // Nothing has been sent to anybody, so giving up is safe; and so is trying again.
      if (error instanceof AddressRefused) return this.#ledger.fail(withdrawal, error.message);
      return this.#ledger.postpone(withdrawal, LOOK_AGAIN_MS);
    }
    if (await this.#ledger.keepInvoice(withdrawal, found)) await this.#pay({ ...withdrawal, ...found });
  }

  async #invoice(withdrawal, signal) {
    const amountMsat = Number(withdrawal.amount_msat);
    const { invoice, descriptionHash } = await invoiceFor(withdrawal.destination, amountMsat, signal);
    const decoded = await this.#lnd.decode(invoice, signal);
    const isAsked = decoded.amountMsat === amountMsat && decoded.descriptionHash === descriptionHash;
    if (!isAsked) throw new AddressRefused("the payee's invoice is not what was asked for");
    return { invoice, paymentHash: decoded.paymentHash };
  }

  async #pay(withdrawal) {
    // Never at the end of a lease: LND pays a hash again that has failed, and by then somebody else may have seen it fail.
    if (performance.now() + this.#timeoutMs > withdrawal.endsMs)
      return this.#ledger.postpone(withdrawal, LOOK_AGAIN_MS);
    const { invoice } = withdrawal;
    const routeLimitMsat = Number(withdrawal.route_limit_msat);
    const payment = { invoice, routeLimitMsat, timeoutSeconds: Math.max(1, Math.ceil(this.#timeoutMs / 1000)) };
    const paid = await this.#lnd.send(payment, AbortSignal.timeout(this.#timeoutMs));
    if (paid.kind === "unknown" && this.#bug !== "") return this.#guess(withdrawal);
    await this.#conclude(withdrawal, paid);
  }

  async #conclude(withdrawal, { kind, reason, routeFeeMsat }) {
    if (kind === "settled") await this.#ledger.succeed(withdrawal, routeFeeMsat);
    else if (kind === "failed") await this.#ledger.fail(withdrawal, reason);
    else await this.#ledger.postpone(withdrawal, LOOK_AGAIN_MS);
  }

  /** What the bugs do where nobody knows. */
  #guess(withdrawal) {
    if (this.#bug === "charge-on-timeout") return this.#ledger.succeed(withdrawal, 0);
    return this.#ledger.fail(withdrawal, "timed out");
  }
}
