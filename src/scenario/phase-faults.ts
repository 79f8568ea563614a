import { declarablePaymentFaults, isPaymentFaultName, type PaymentFaultName } from "../domain/payment-fault.ts";
import { isWireFaultName, type WireFaultName, wireFaultNames } from "../wire/index.ts";

/** A fault that a phase can declare: of the node, or on the wire between the caller and the API. */
export type FaultName = PaymentFaultName | WireFaultName;

/** Every fault that a phase can declare. */
export const faultNames: readonly FaultName[] = [...declarablePaymentFaults, ...wireFaultNames];

/** How many payouts of a phase meet a fault. Rates are whole millionths, so that 5% of 600 payouts is exactly 30. */
export type FaultShare =
  | { readonly kind: "rate"; readonly millionths: number; readonly declared: string }
  | { readonly kind: "count"; readonly count: number; readonly declared: string };

/** The faults of a phase as declared. */
export type PhaseFaults = Readonly<Partial<Record<FaultName, FaultShare>>>;

/** A fault and how many payouts meet it. */
export interface NamedShare<Name extends FaultName = FaultName> {
  readonly fault: Name;
  readonly share: FaultShare;
}

/** The faults of the node. A payout meets at most one. */
export function paymentFaultShares(faults: PhaseFaults): readonly NamedShare<PaymentFaultName>[] {
  return Object.entries(faults).flatMap(([fault, share]) => (isPaymentFaultName(fault) ? [{ fault, share }] : []));
}

/** The faults on the wire. A payout meets at most one, and may also meet a fault of the node. */
export function wireFaultShares(faults: PhaseFaults): readonly NamedShare<WireFaultName>[] {
  return Object.entries(faults).flatMap(([fault, share]) => (isWireFaultName(fault) ? [{ fault, share }] : []));
}

/** The exact number of payouts, out of `payouts`, that meet the fault; a half is rounded up. */
export function faultCount(share: FaultShare, payouts: number): number {
  return share.kind === "count" ? share.count : Math.round((share.millionths * payouts) / 1_000_000);
}

/** How many payouts, out of `payouts`, meet any of the faults. */
export function totalFaultCount(shares: readonly NamedShare[], payouts: number): number {
  return shares.reduce((sum, { share }) => sum + faultCount(share, payouts), 0);
}
