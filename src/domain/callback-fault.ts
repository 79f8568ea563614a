import type { PayoutNumber } from "./payout.ts";

/** Who is told: the service by its rail (a webhook), or the client by the service (a callback). */
export const callbackReceivers = ["service", "client"] as const;

/** One of them. */
export type CallbackReceiver = (typeof callbackReceivers)[number];

/** What goes wrong with the news of how a payment or a payout ended, as data: a new callback fault is a row here and its rule in the post. */
export interface CallbackFault {
  /** What happens to the news, in one sentence. */
  readonly summary: string;
  /** True where `for` says how late it is. */
  readonly takesTime?: true;
}

const table = {
  "event-lost": { summary: "never arrives" },
  "event-duplicated": { summary: "arrives twice" },
  "event-delayed": {
    summary: "arrives late, after the service or its client has found out by itself",
    takesTime: true,
  },
  "event-early": { summary: "arrives before the answer to the request" },
} as const satisfies Record<string, CallbackFault>;

/** The name of a callback fault. */
export type CallbackFaultName = keyof typeof table;

/** Every callback fault by name. */
export const callbackFaults: Readonly<Record<CallbackFaultName, CallbackFault>> = table;

/** All names. */
export const callbackFaultNames = Object.keys(table) as CallbackFaultName[];

/** True for the name of a callback fault. */
export function isCallbackFaultName(name: string): name is CallbackFaultName {
  return Object.hasOwn(table, name);
}

/** The callback fault of one payout. */
export interface PlannedCallbackFault {
  readonly fault: CallbackFaultName;
  readonly to: CallbackReceiver;
  /** How late the news is; used by `event-delayed` only. */
  readonly forMs: number;
}

/** The callback faults of a run by payout. */
export type CallbackFaultPlan = ReadonlyMap<PayoutNumber, PlannedCallbackFault>;

/** How late news is where the scenario does not say. */
export const CALLBACK_FAULT_MS = 500;
