import type { Clock } from "../../domain/clock.ts";
import type { LookupFaultName, PlannedLookupFault } from "../../domain/lookup-fault.ts";
import type { TrackedPayment } from "./payment-update.ts";

/** What somebody hears who asks about a payment. */
export type Lookup =
  | { readonly kind: "found"; readonly payment: TrackedPayment }
  | { readonly kind: "absent" }
  /** The node cannot say: an error, or no answer at all. */
  | { readonly kind: "error" };

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
  /** The fault that is planned for the look-ups of a payment. */
  readonly faultOf: (payment: TrackedPayment) => PlannedLookupFault | undefined;
  /** Called when a look-up of a payment is first told something else than what is true. */
  readonly fired: (payment: TrackedPayment, fault: LookupFaultName) => void;
}

/** Answers questions about payments, truthfully unless a fault is planned. */
export class Lookups {
  readonly #options: LookupOptions;
  /** How many look-ups met the fault, by payee. */
  readonly #met = new Map<string, number>();

  constructor(options: LookupOptions) {
    this.#options = options;
  }

  /** What is said of a payment that stands like this. */
  of(payment: TrackedPayment): Lookup {
    const { clock, faultOf, fired } = this.#options;
    const planned = faultOf(payment);
    const met = this.#met.get(payment.payee) ?? 0;
    const lie = planned && rules[planned.fault]({ planned, payment, epochMs: clock.epochMs(), met });
    if (planned === undefined || lie === undefined) return { kind: "found", payment };
    this.#met.set(payment.payee, met + 1);
    if (met === 0) fired(payment, planned.fault);
    return lie;
  }
}

function inFlight(payment: TrackedPayment): TrackedPayment {
  const { paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index } = payment;
  return { kind: "in-flight", paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index };
}
