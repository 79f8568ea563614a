import type { CallbackFaultName } from "../domain/callback-fault.ts";
import type { LookupFaultName } from "../domain/lookup-fault.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";

/** A fault that a rail plays. */
export type RailFaultName = PaymentFaultName | LookupFaultName | CallbackFaultName;

/** Faults that cannot happen somewhere, each with its reason: a clause, as in `phoenixd has no webhooks for outgoing payments`. */
export type ImpossibleFaults = Readonly<Partial<Record<RailFaultName, string>>>;

/** What none of these can show, with the reason of the first one; nothing where there are none. */
export function impossibleInAll(all: readonly ImpossibleFaults[]): ImpossibleFaults {
  const [first = {}, ...others] = all;
  const entries = Object.entries(first).filter(([fault]) => others.every((other) => Object.hasOwn(other, fault)));
  return Object.fromEntries(entries);
}

/** The callback faults where nobody is called back. */
export function noCallbacks(reason: string): ImpossibleFaults {
  return {
    "event-lost": reason,
    "event-duplicated": reason,
    "event-delayed": reason,
    "event-early": reason,
  };
}
