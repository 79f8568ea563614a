import type { CallbackFaultPlan, PlannedCallbackFault } from "../domain/callback-fault.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { PlannedLookupFault } from "../domain/lookup-fault.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { RailPayment } from "./core/payment.ts";

/** What the plan of a run has for the rail. */
export interface RailPlan {
  /** The prefix of the payees of the run, by which their payments are recognized. */
  readonly keyPrefix: string;
  /** The faults of the payments of a payout, in order. Every other payment settles. */
  readonly faults: ReadonlyMap<PayoutNumber, readonly PaymentFaultName[]>;
  /** What look-ups of the payments of a payout are told: several where it shares its invoice with another one; the truth for any other. */
  readonly lookups?: ReadonlyMap<PayoutNumber, readonly PlannedLookupFault[]> | undefined;
  /** What becomes of the webhook about the payment of a payout; it arrives for any other. */
  readonly callbacks?: CallbackFaultPlan | undefined;
  /** What the node does with a payment hash that it has seen before; as it is where undefined. */
  readonly duplicates?: DuplicateHandlingName | undefined;
  /** How long a `slow` payment takes; as it is where undefined. */
  readonly slowMs?: number | undefined;
}

/** The planned fault of each payment, by payout; a payment past the end of the list settles. */
export function plannedFaults({ faults, keyPrefix }: RailPlan): (payment: RailPayment) => PaymentFaultName {
  const taken = new Map<PayoutNumber, number>();
  return ({ payee }) => {
    const payout = payoutNumberOf(keyPrefix, payee);
    const planned = payout === undefined ? undefined : faults.get(payout);
    if (payout === undefined || planned === undefined) return "settle";
    const nth = taken.get(payout) ?? 0;
    taken.set(payout, nth + 1);
    return planned[nth] ?? "settle";
  };
}

/** The planned fault of what is told about a payment, by its payee. */
export function plannedNews({ lookups, callbacks, keyPrefix }: RailPlan): PlannedNews {
  const payoutOf = (payee: string) => payoutNumberOf(keyPrefix, payee) ?? 0;
  return {
    lookupFaultsOf: ({ payee }) => lookups?.get(payoutOf(payee)) ?? [],
    callbackFaultOf: ({ payee }) => callbacks?.get(payoutOf(payee)),
  };
}

/** What goes wrong with what is told about a payment: when somebody asks, and when nobody does. */
export interface PlannedNews {
  lookupFaultsOf(payment: { readonly payee: string }): readonly PlannedLookupFault[];
  callbackFaultOf(payment: { readonly payee: string }): PlannedCallbackFault | undefined;
}
