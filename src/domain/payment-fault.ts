/**
 * What the Lightning node does with one payment. A new payment fault is a line in the table below, and the compiler names every place
 * that has to handle it.
 *
 * A held payment ends only after its caller has disconnected, plus a delay. So "past the API's timeout" is a fact and not a race between
 * two timers.
 */
export interface PaymentFault {
  /** What happens, in one sentence. */
  readonly says: string;
  /** True when the node keeps the payment in flight until its caller disconnects (or, for `stuck`, until the fault is cleared). */
  readonly held: boolean;
  /** How the payment ends. */
  readonly ends: "settled" | "failed";
  /** True when the caller's answers alone reveal how it ended, so that a target can be judged without our node. */
  readonly visibleToCaller: boolean;
}

/** Every payment fault by name. `settle` is no fault: it is what a payment does when no fault was drawn for it. */
export const paymentFaults = {
  settle: { says: "settles after its latency", held: false, ends: "settled", visibleToCaller: true },
  failure: { says: "fails after its latency", held: false, ends: "failed", visibleToCaller: true },
  timeout: {
    says: "is held past the API's timeout, then fails",
    held: true,
    ends: "failed",

    visibleToCaller: true,
  },
  "late-settle": {
    says: "is held past the API's timeout, then settles",
    held: true,
    ends: "settled",

    visibleToCaller: false,
  },
  "lost-answer": {
    says: "settles at once, and the connection is reset before the answer",
    held: false,
    ends: "settled",

    visibleToCaller: false,
  },
  stuck: {
    says: "never resolves until healed, then settles",
    held: true,
    ends: "settled",

    visibleToCaller: false,
  },
  slow: {
    says: "settles late but within the API's timeout",
    held: false,
    ends: "settled",

    visibleToCaller: true,
  },
} as const satisfies Record<string, PaymentFault>;

/** The name of a payment fault. */
export type PaymentFaultName = keyof typeof paymentFaults;

/** All names, `settle` first. */
export const paymentFaultNames = Object.keys(paymentFaults) as PaymentFaultName[];

/** The faults that a scenario can declare: all but `settle`. */
export const declarablePaymentFaults = paymentFaultNames.filter((name) => name !== "settle");

/** True for the name of a payment fault. */
export function isPaymentFaultName(name: string): name is PaymentFaultName {
  return Object.hasOwn(paymentFaults, name);
}
