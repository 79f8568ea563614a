import type { FaultSetting } from "./fault.ts";
import type { PayoutNumber } from "./payout.ts";

/** What the node says when it is asked about a payment that it was sent, as data: a new look-up fault is a row here and its rule in the node. */
export interface LookupFault {
  /** What happens, in one sentence. */
  readonly summary: string;
  /** `for`: counted from when the payment was received, or from when it ended. `attempts`: how many look-ups meet it. */
  readonly setting: Exclude<FaultSetting, "to">;
}

const table = {
  "lookup-lag": { summary: "is not found for a while after it was sent", setting: "for" },
  "lookup-error": { summary: "cannot be looked up: the node answers with an error", setting: "attempts" },
  "lookup-stale": { summary: "is reported in flight for a while after it has ended", setting: "for" },
} as const satisfies Record<string, LookupFault>;

/** The name of a look-up fault. */
export type LookupFaultName = keyof typeof table;

/** Every look-up fault by name. */
export const lookupFaults: Readonly<Record<LookupFaultName, LookupFault>> = table;

/** All names. */
export const lookupFaultNames = Object.keys(table) as LookupFaultName[];

/** True for the name of a look-up fault. */
export function isLookupFaultName(name: string): name is LookupFaultName {
  return Object.hasOwn(table, name);
}

/** The look-up fault of one payout. */
export interface PlannedLookupFault {
  readonly fault: LookupFaultName;
  /** How long look-ups are wrong; not used by `lookup-error`. */
  readonly forMs: number;
  /** How many look-ups fail; used by `lookup-error` only. */
  readonly attempts: number;
}

/** The look-up faults of a run by payout. */
export type LookupFaultPlan = ReadonlyMap<PayoutNumber, PlannedLookupFault>;

/** How long look-ups are wrong where the scenario does not say: longer than a service waits before it asks again. */
export const LOOKUP_FAULT_MS = 300;
