import { declarablePaymentFaults, isPaymentFaultName, type PaymentFaultName } from "../domain/payment-fault.ts";
import { isWireFaultName, type WireFaultName, wireFaultNames } from "../wire/index.ts";
import { type FaultShare, faultCount } from "./fault-share.ts";

/** What a phase can declare as a fault: something that the node does wrong, or trouble between the caller and the API. */
export type FaultName = PaymentFaultName | WireFaultName;

/** Every name that a phase can declare as a fault. */
export const faultNames: readonly FaultName[] = [...declarablePaymentFaults, ...wireFaultNames];

/** The faults of a phase as declared, in one map. */
export type PhaseFaults = Readonly<Partial<Record<FaultName, FaultShare>>>;

/** A fault and how many payouts meet it. */
export interface NamedShare<Name extends FaultName = FaultName> {
  readonly fault: Name;
  readonly share: FaultShare;
}

/** The faults of the node. They share the payouts of their phase out among themselves: none meets two. */
export function paymentFaultShares(faults: PhaseFaults): readonly NamedShare<PaymentFaultName>[] {
  return Object.entries(faults).flatMap(([fault, share]) => (isPaymentFaultName(fault) ? [{ fault, share }] : []));
}

/**
 * The faults on the wire. They share the payouts out among themselves as well; but a payout that meets one of them may meet a fault of
 * the node besides, for the two happen in different places.
 */
export function wireFaultShares(faults: PhaseFaults): readonly NamedShare<WireFaultName>[] {
  return Object.entries(faults).flatMap(([fault, share]) => (isWireFaultName(fault) ? [{ fault, share }] : []));
}

/** How many of the phase's payouts meet any of the faults. */
export function payoutsWithFault(shares: readonly NamedShare[], payouts: number): number {
  return shares.reduce((sum, { share }) => sum + faultCount(share, payouts), 0);
}
