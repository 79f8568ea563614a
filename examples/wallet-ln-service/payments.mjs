/**
 * Payments with ln-service. It rejects with [503, text] both where a payment has failed and where nobody knows, so the text decides; and what the text leaves
 * open is asked of LND before any money is given back.
 *
 * `bug` makes it take every rejection, and every payment that takes too long, for a failure (`refund-on-rejection`) or for a success
 * (`charge-on-rejection`).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { getPayment, payViaPaymentRequest } from "ln-service";

/** After these nothing is in flight any more, and nothing was paid. */
const FAILURES = new Set([
  "FailedToFindPayableRouteToDestination",
  "InsufficientBalanceToAttemptPayment",
  "PaymentAttemptsTimedOut",
  "PaymentExecutionCanceled",
  "PaymentPathfindingFailedToFindPossibleRoute",
  "PaymentRejectedByDestination",
]);

const LOOK_AGAIN_MS = 150;

export class Payments {
  #ledger;
  #lnd;
  #timeoutMs;
  #bug;
  /** Calls that have not come back, by quote. Their payments are not sent again. */
  #calls = new Map();
  #isStopping = false;
  #following;

  constructor({ ledger, lnd, timeoutMs, bug }) {
    this.#ledger = ledger;
    this.#lnd = lnd;
    this.#timeoutMs = timeoutMs;
    this.#bug = bug;
    this.#following = this.#follow();
  }

  /** Pays a quote, and waits for the end of it, though not for ever. */
  async pay(quote) {
    const ended = await Promise.race([this.#send(quote).then(() => true), sleep(this.#timeoutMs, false)]);
    if (!ended && this.#bug !== "") this.#guess(quote);
  }

  /** Ends what has begun. */
  async stop() {
    this.#isStopping = true;
    await Promise.all([this.#following, Promise.race([Promise.all(this.#calls.values()), sleep(2 * this.#timeoutMs)])]);
  }

  #send(quote) {
    const call = this.#outcomeOf(quote).then((outcome) => {
      this.#calls.delete(quote.id);
      this.#conclude(quote, outcome);
    });
    this.#calls.set(quote.id, call);
    return call;
  }

  async #outcomeOf({ invoice, fee }) {
    try {
      const payment = {
        lnd: this.#lnd,
        request: invoice,
        max_fee: fee,
        pathfinding_timeout: this.#timeoutMs + 1_000,
      };
      await payViaPaymentRequest(payment);
      return { kind: "paid" };
    } catch (error) {
      const [status, text] = Array.isArray(error) ? error : [500, String(error)];
      // 400: ln-service found something wrong before it sent anything.
      if (status === 400 || FAILURES.has(text)) return { kind: "failed", reason: text };
      return { kind: "unknown" };
    }
  }

  #conclude(quote, { kind, reason }) {
    if (kind === "paid") this.#ledger.complete(quote.id);
    else if (kind === "failed") this.#ledger.fail(quote.id, reason);
    else if (this.#bug !== "") this.#guess(quote);
  }

  #guess({ id }) {
    if (this.#bug === "charge-on-rejection") this.#ledger.complete(id);
    else this.#ledger.fail(id, "PaymentRejected");
  }

  /** Asks LND about every payment that is open, those of a process that died included. */
  async #follow() {
    while (!this.#isStopping) {
      await sleep(LOOK_AGAIN_MS);
      const open = this.#ledger.pending().filter(({ id }) => !this.#calls.has(id));
      await Promise.all(open.map((quote) => this.#lookUp(quote)));
    }
  }

  async #lookUp(quote) {
    try {
      const { is_confirmed: isPaid, is_failed: isFailed } = await getPayment({ lnd: this.#lnd, id: quote.hash });
      if (isPaid) this.#ledger.complete(quote.id);
      if (isFailed) this.#ledger.fail(quote.id, "PaymentFailed");
    } catch (error) {
      // It never arrived. No other call for it is under way, and LND pays a hash once.
      if (Array.isArray(error) && error[1] === "SentPaymentNotFound") await this.#send(quote);
    }
  }
}
