import type { Clock } from "../../domain/clock.ts";
import { type LookupFaultName, lookupFaults, type PlannedLookupFault } from "../../domain/lookup-fault.ts";
import type { EndedPayment, TrackedPayment } from "./payment-update.ts";

/** What somebody hears who asks about a payment. */
export type Lookup =
  | { readonly kind: "found"; readonly payment: TrackedPayment }
  | { readonly kind: "absent" }
  /** The node cannot say: an error, or no answer at all. */
  | { readonly kind: "error" };

/** Whether a list shows a payment that stands like this. */
export type Shows = (payment: TrackedPayment) => boolean;

/** What a look-up fault needs to decide. */
interface Asked {
  readonly planned: PlannedLookupFault;
  readonly payment: TrackedPayment;
  readonly epochMs: number;
  /** How many look-ups of this payment the fault has met so far. */
  readonly met: number;
}

/** What each look-up fault says; undefined where it has no effect now. A new one is a rule here. */
const rules: Readonly<Record<LookupFaultName, (asked: Asked) => Lookup | undefined>> = {
  "lookup-lag": ({ planned, payment, epochMs }) =>
    epochMs < payment.createdEpochMs + planned.forMs ? { kind: "absent" } : undefined,
  "lookup-error": ({ planned, met }) => (met < planned.attempts ? { kind: "error" } : undefined),
  "lookup-stale": ({ planned, payment, epochMs }) =>
    payment.kind !== "in-flight" && epochMs < payment.endedEpochMs + planned.forMs
      ? { kind: "found", payment: inFlight(payment) }
      : undefined,
};

/** What the node needs for its look-ups. */
export interface LookupOptions {
  readonly clock: Clock;
  /** The faults that are planned for the look-ups of a payment: one for each payout that it is made for. */
  readonly faultsOf: (payment: TrackedPayment) => readonly PlannedLookupFault[];
  /** Called when a look-up of a payment is first told something else than what is true. */
  readonly fired: (payment: TrackedPayment, fault: LookupFaultName) => void;
}

/** Answers questions about payments, truthfully unless a fault is planned. */
export class Lookups {
  readonly #options: LookupOptions;
  /** How many look-ups met each fault, by payee and the fault's place in the list. */
  readonly #met = new Map<string, number>();
  /** Ends the waiting for payments that are reported in flight; called with whether it is told how they ended. */
  readonly #waiting = new Set<(isTold: boolean) => void>();

  constructor(options: LookupOptions) {
    this.#options = options;
  }

  /**
   * What is said of a payment that stands like this. Where several faults are planned, the first one that has an effect now decides; another
   * one that lasts for a while and would say the same has been met as well. A list that shows the payment neither as it is nor as it would be
   * told asks nothing about it.
   */
  of(payment: TrackedPayment, isShown: Shows = () => true): Lookup {
    const { clock, faultsOf, fired } = this.#options;
    let said: Lookup | undefined;
    for (const [place, planned] of faultsOf(payment).entries()) {
      const key = `${payment.payee} ${place}`;
      const met = this.#met.get(key) ?? 0;
      const lie = rules[planned.fault]({ planned, payment, epochMs: clock.epochMs(), met });
      if (lie === undefined || !isSeen(payment, lie, isShown)) continue;
      if (said !== undefined && !isSaidToo(lie, said, planned)) continue;
      said ??= lie;
      this.#met.set(key, met + 1);
      if (met === 0) fired(payment, planned.fault);
    }
    return said ?? { kind: "found", payment };
  }

  /**
   * Calls `tell` when a payment that has ended, and is reported in flight, is so no longer, at the latest when the node is healed. Returns a function
   * that keeps it from being called.
   */
  whenOld(payment: TrackedPayment | undefined, tell: (ended: EndedPayment) => void): () => void {
    if (payment === undefined || payment.kind === "in-flight") return () => {};
    const { clock, faultsOf } = this.#options;
    const stale = faultsOf(payment).filter(({ fault }) => fault === "lookup-stale");
    if (stale.length === 0) return () => {};
    const untilEpochMs = payment.endedEpochMs + Math.max(...stale.map(({ forMs }) => forMs));
    // That may just have been over since the look-up said so.
    const leftMs = Math.max(0, untilEpochMs - clock.epochMs());
    const end = (isTold: boolean) => {
      cancel();
      this.#waiting.delete(end);
      if (isTold) tell(payment);
    };
    const cancel = clock.timeout(leftMs, () => end(true));
    this.#waiting.add(end);
    return () => end(false);
  }

  /** No more faults: whoever waits for a payment that has ended is told. */
  heal(): void {
    for (const end of [...this.#waiting]) end(true);
  }

  /** Nobody is told any more. */
  close(): void {
    for (const end of [...this.#waiting]) end(false);
  }
}

function isSeen(payment: TrackedPayment, lie: Lookup, isShown: Shows): boolean {
  return isShown(payment) || (lie.kind === "found" && isShown(lie.payment));
}

function isSaidToo(lie: Lookup, said: Lookup, { fault }: PlannedLookupFault): boolean {
  return lie.kind === said.kind && lookupFaults[fault].setting === "for";
}

function inFlight(payment: TrackedPayment): TrackedPayment {
  const { paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index } = payment;
  return { kind: "in-flight", paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index };
}
