/**
 * What the node does with a payment, as data: a new payment fault is a row here. A held payment ends only after its caller has disconnected,
 * so "past the API's timeout" does not depend on a race between two timers.
 */
export interface PaymentFault {
  /** What happens, in one sentence. */
  readonly summary: string;
  /** Where it happens: `provider` is in front of the node, in the HTTP service of whoever runs it. */
  readonly place: "payment" | "provider";
  /** How the payment ends; `refused` is no payment at all. */
  readonly ends: "settled" | "failed" | "refused";
  /** What the node waits for before the payment ends; without it, the payment ends after its latency. */
  readonly held?: "until-disconnect" | "until-healed";
  /** A slow payment ends late, but within the API's timeout. */
  readonly latency?: "slow";
  /**
   * What its caller is told when the answer is due instead of how it ended: nothing, because the connection is reset; an error of the provider;
   * a failure that is final by all appearances; or a success that names the reason of a failure.
   */
  readonly answer?: "reset" | "error" | "failed" | "contradiction";
  /** The caller's answers do not tell how the payment ended, so an external target cannot be judged without our node. */
  readonly hidesOutcome?: true;
}

const table = {
  settle: { summary: "settles after its latency", place: "payment", ends: "settled" },
  failure: { summary: "fails after its latency", place: "payment", ends: "failed" },
  timeout: {
    summary: "is held past the API's timeout, then fails",
    place: "payment",
    ends: "failed",
    held: "until-disconnect",
  },
  "late-settle": {
    summary: "is held past the API's timeout, then settles",
    place: "payment",
    ends: "settled",
    held: "until-disconnect",
    hidesOutcome: true,
  },
  "lost-answer": {
    summary: "settles at once, and the connection is reset before the answer",
    place: "payment",
    ends: "settled",
    answer: "reset",
    hidesOutcome: true,
  },
  stuck: {
    summary: "never resolves until healed, then settles",
    place: "payment",
    ends: "settled",
    held: "until-healed",
    hidesOutcome: true,
  },
  slow: {
    summary: "settles late but within the API's timeout",
    place: "payment",
    ends: "settled",
    latency: "slow",
  },
  "failed-but-settles": {
    summary: "is reported as failed for good, and settles a moment later",
    place: "payment",
    ends: "settled",
    answer: "failed",
    hidesOutcome: true,
  },
  contradictory: {
    summary: "settles, and is reported as succeeded together with the reason of a failure",
    place: "payment",
    ends: "settled",
    answer: "contradiction",
    hidesOutcome: true,
  },
  "provider-busy": {
    summary: "is turned away with 429 or 503 before anything has happened",
    place: "provider",
    ends: "refused",
  },
  "provider-error": {
    summary: "settles at once, and the answer is an error of the provider",
    place: "provider",
    ends: "settled",
    answer: "error",
    hidesOutcome: true,
  },
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
