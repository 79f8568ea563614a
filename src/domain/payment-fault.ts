/**
 * What the node does with a payment, as data: a new payment fault is a row here. A held payment ends only after its caller has disconnected,
 * so "past the API's timeout" does not depend on a race between two timers.
 */
export interface PaymentFault {
  /** What happens, in one sentence. */
  readonly summary: string;
  /** How the payment ends. */
  readonly ends: "settled" | "failed";
  /** What the node waits for before the payment ends; without it, the payment ends after its latency. */
  readonly held?: "until-disconnect" | "until-healed";
  /** A slow payment ends late, but within the API's timeout. */
  readonly latency?: "slow";
  /** The connection is reset when the answer is due. */
  readonly answer?: "reset";
  /** The caller's answers do not tell how the payment ended, so an external target cannot be judged without our node. */
  readonly hidesOutcome?: true;
}

const table = {
  settle: { summary: "settles after its latency", ends: "settled" },
  failure: { summary: "fails after its latency", ends: "failed" },
  timeout: {
    summary: "is held past the API's timeout, then fails",
    ends: "failed",
    held: "until-disconnect",
  },
  "late-settle": {
    summary: "is held past the API's timeout, then settles",
    ends: "settled",
    held: "until-disconnect",
    hidesOutcome: true,
  },
  "lost-answer": {
    summary: "settles at once, and the connection is reset before the answer",
    ends: "settled",
    answer: "reset",
    hidesOutcome: true,
  },
  stuck: {
    summary: "never resolves until healed, then settles",
    ends: "settled",
    held: "until-healed",
    hidesOutcome: true,
  },
  slow: { summary: "settles late but within the API's timeout", ends: "settled", latency: "slow" },
} as const satisfies Record<string, PaymentFault>;

/** The name of a payment fault, or `settle` for none. */
export type PaymentFaultName = keyof typeof table;

/** Every payment fault by name, and `settle`, which happens to every payment without a fault. */
export const paymentFaults: Readonly<Record<PaymentFaultName, PaymentFault>> = table;

/** All names, `settle` first. */
export const paymentFaultNames = Object.keys(table) as PaymentFaultName[];

/** The faults that a scenario can declare: all but `settle`. */
export const declarablePaymentFaults = paymentFaultNames.filter((name) => name !== "settle");

/** True for `settle` and for the name of a payment fault. */
export function isPaymentFaultName(name: string): name is PaymentFaultName {
  return Object.hasOwn(table, name);
}
