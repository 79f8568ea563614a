/**
 * Carries out withdrawals. The invoice is written down before LND is asked to pay it, a look-up comes before every further attempt, and only an answer that
 * is certain decides anything. A row whose holder died is taken over when its lease has expired.
 *
 * `bug` makes it one of the payers that this one is not: `refund-on-timeout` gives the money back when a payment takes too long, and `charge-on-timeout`
 * counts it as paid.
 */
import { AddressRefused, invoiceFor } from "./lightning-address.mjs";

/** How many withdrawals are worked on at once. More would only wait for each other. */
const CONCURRENCY = 32;
const LOOK_AGAIN_MS = 100;
/** A lease is renewed several times before it expires. */
const LEASE_MS = 2_000;
const RENEW_MS = 400;
/** How close to the end of a lease nothing is sent any more. */
const MARGIN_MS = 500;
/** Somebody else's server may be slow, and nothing has been paid yet. */
const ADDRESS_TIMEOUT_MS = 10_000;

export class Payer {
  #ledger;
  #lnd;
  #timeoutMs;
  #bug;
  #log;
  /** What is being worked on, and by which row. */
  #working = new Map();
  #taking = Promise.resolve();
  #timers = [];
  #isStopping = false;

  constructor({ ledger, lnd, timeoutMs, bug, log }) {
    this.#ledger = ledger;
    this.#lnd = lnd;
    this.#timeoutMs = timeoutMs;
    this.#bug = bug;
    this.#log = log;
  }

  start() {
    const renew = () => this.#renew().catch((error) => this.#log.error(error));
    this.#timers = [setInterval(() => this.wake(), 50), setInterval(renew, RENEW_MS)];
  }

  /** Looks for work, one look after the other. Called whenever there may be some. */
  wake() {
    this.#taking = this.#taking.then(() => this.#take()).catch((error) => this.#log.error(error));
  }

  /** Takes nothing more, and ends what has begun. */
  async stop() {
    this.#isStopping = true;
    await this.#taking;
    await Promise.all(this.#working.keys());
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #take() {
    const free = CONCURRENCY - this.#working.size;
    if (this.#isStopping || free === 0) return;
    const leasedUntilMs = performance.now() + LEASE_MS;
    for (const claimed of await this.#ledger.claim(free, LEASE_MS)) {
      const row = { ...claimed, leasedUntilMs };
      const work = this.#carryOut(row)
        .catch((error) => {
          this.#log.error(error);
          return this.#ledger.postpone(row, LOOK_AGAIN_MS);
        })
        .catch((error) => this.#log.error(error))
        .then(() => {
          this.#working.delete(work);
          this.wake();
        });
      this.#working.set(work, row);
    }
  }

  async #renew() {
    const rows = [...this.#working.values()];
    if (rows.length === 0) return;
    const untilMs = performance.now() + LEASE_MS;
    const renewed = new Set(await this.#ledger.renew([...new Set(rows.map(({ owner }) => owner))], LEASE_MS));
    for (const row of rows) if (renewed.has(row.uid)) row.leasedUntilMs = untilMs;
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
    const signal = AbortSignal.timeout(ADDRESS_TIMEOUT_MS);
    let found;
    try {
      found = await this.#invoice(withdrawal, signal);
    } catch (error) {
      // Nothing has been sent to anybody, so giving up is safe; and so is trying again.
      if (error instanceof AddressRefused) return this.#ledger.fail(withdrawal, error.message);
      return this.#ledger.postpone(withdrawal, LOOK_AGAIN_MS);
    }
    if (await this.#ledger.keepInvoice(withdrawal, found)) await this.#pay(Object.assign(withdrawal, found));
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
    if (performance.now() > withdrawal.leasedUntilMs - MARGIN_MS)
      return this.#ledger.postpone(withdrawal, LOOK_AGAIN_MS);
    const { invoice } = withdrawal;
    const routeLimitMsat = Number(withdrawal.route_limit_msat);
    const payment = { invoice, routeLimitMsat, timeoutSeconds: 60 };
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
