/**
 * What the node does with one payment. The whole table in one place: a new fate is a line here, and the compiler names every
 * place that has to know it.
 *
 * A held payment resolves only after its caller has hung up, plus a delay. So "past the API's timeout" is a fact, not a race
 * between two timers.
 */
export interface PaymentFault {
  /** What happens, in one sentence. */
  readonly summary: string;
  /** True when the node keeps the payment in flight until its caller has hung up (or, for `stuck`, until it is healed). */
  readonly held: boolean;
  /** How the payment ends. */
  readonly ends: "settled" | "failed";
  /** True when it is no fault at all: it happens to every payment that no fault was drawn for. */
  readonly harmless: boolean;
  /** True when the caller's answers alone tell how it ended, so that a foreign target can be judged without our node. */
  readonly told: boolean;
}

/** Every fate by name. */
export const paymentFaults = {
  settle: { summary: "settles after its latency", held: false, ends: "settled", harmless: true, told: true },
  failure: { summary: "fails after its latency", held: false, ends: "failed", harmless: false, told: true },
  timeout: {
    summary: "is held past the API's timeout, then fails",
    held: true,
    ends: "failed",
    harmless: false,
    told: true,
  },
  "late-settle": {
    summary: "is held past the API's timeout, then settles",
    held: true,
    ends: "settled",
    harmless: false,
    told: false,
  },
  "lost-answer": {
    summary: "settles at once, and the connection is reset before the answer",
    held: false,
    ends: "settled",
    harmless: false,
    told: false,
  },
  stuck: {
    summary: "never resolves until healed, then settles",
    held: true,
    ends: "settled",
    harmless: false,
    told: false,
  },
  slow: {
    summary: "settles late but within the API's timeout",
    held: false,
    ends: "settled",
    harmless: false,
    told: true,
  },
} as const satisfies Record<string, PaymentFault>;

/** The name of a fate. */
export type PaymentFaultName = keyof typeof paymentFaults;

/** Every fate by name, `settle` first. */
export const paymentFaultNames = Object.keys(paymentFaults) as PaymentFaultName[];

/** The fates that a scenario can declare as faults: all but `settle`. */
export const declarablePaymentFaults = paymentFaultNames.filter((name) => !paymentFaults[name].harmless);

/** True for the name of a fate. */
export function isPaymentFaultName(name: string): name is PaymentFaultName {
  return Object.hasOwn(paymentFaults, name);
}
