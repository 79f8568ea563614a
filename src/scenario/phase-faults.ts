import { type CallbackFaultName, type CallbackReceiver, isCallbackFaultName } from "../domain/callback-fault.ts";
import { isLookupFaultName, type LookupFaultName } from "../domain/lookup-fault.ts";
import { isPaymentFaultName, type PaymentFaultName } from "../domain/payment-fault.ts";
import { isWireFaultName, type WireFaultName } from "../wire/index.ts";
import type { FaultName } from "./fault-names.ts";

/** How many payouts of a phase meet a fault. Rates are whole millionths, so that 5% of 600 payouts is exactly 30. */
export type FaultShare =
  | { readonly kind: "rate"; readonly millionths: number; readonly declared: string }
  | { readonly kind: "count"; readonly count: number; readonly declared: string };

/** The same with the settings of the fault; null where it has none, or its default applies. */
export type DeclaredFault = FaultShare & {
  readonly attempts: number | null;
  readonly forMs: number | null;
  readonly to: CallbackReceiver | null;
};

/** The faults of a phase as declared. */
export type PhaseFaults = Readonly<Partial<Record<FaultName, DeclaredFault>>>;

/** A fault and how many payouts meet it. */
export interface NamedShare<Name extends FaultName = FaultName> {
  readonly fault: Name;
  readonly share: DeclaredFault;
}

function sharesOf<Name extends FaultName>(faults: PhaseFaults, isOfKind: (name: string) => name is Name) {
  return Object.entries(faults).flatMap(([fault, share]): NamedShare<Name>[] =>
    isOfKind(fault) ? [{ fault, share }] : [],
  );
}

/**
 * The faults of a phase, by kind. A payout meets at most one of each: at the node or its provider, in look-ups, on the wire, and in callbacks.
 * They may meet the same payout.
 */
export const sharesIn = {
  payment: (faults: PhaseFaults): readonly NamedShare<PaymentFaultName>[] => sharesOf(faults, isPaymentFaultName),
  lookup: (faults: PhaseFaults): readonly NamedShare<LookupFaultName>[] => sharesOf(faults, isLookupFaultName),
  wire: (faults: PhaseFaults): readonly NamedShare<WireFaultName>[] => sharesOf(faults, isWireFaultName),
  callback: (faults: PhaseFaults): readonly NamedShare<CallbackFaultName>[] => sharesOf(faults, isCallbackFaultName),
} as const;

/** All of them. */
export function allShares(faults: PhaseFaults): readonly NamedShare[] {
  return Object.values(sharesIn).flatMap((shares): readonly NamedShare[] => shares(faults));
}

/** The exact number of payouts, out of `payouts`, that meet the fault; a half is rounded up. */
export function faultCount(share: FaultShare, payouts: number): number {
  return share.kind === "count" ? share.count : Math.round((share.millionths * payouts) / 1_000_000);
}

/** How many payouts, out of `payouts`, meet any of the faults. */
export function totalFaultCount(shares: readonly NamedShare[], payouts: number): number {
  return shares.reduce((sum, { share }) => sum + faultCount(share, payouts), 0);
}
