import {
  type CallbackFaultName,
  callbackFaultNames,
  callbackFaults,
  isCallbackFaultName,
} from "../domain/callback-fault.ts";
import type { Delivery, FaultPlace, FaultSetting } from "../domain/fault.ts";
import { isLookupFaultName, type LookupFaultName, lookupFaultNames, lookupFaults } from "../domain/lookup-fault.ts";
import {
  declarablePaymentFaults,
  isPaymentFaultName,
  type PaymentFaultName,
  paymentFaults,
} from "../domain/payment-fault.ts";
import { isWireFaultName, type WireFaultName, wireFaultNames, wireFaults } from "../wire/index.ts";

/** A fault that a phase can declare. */
export type FaultName = PaymentFaultName | LookupFaultName | WireFaultName | CallbackFaultName;

/** Every fault that a phase can declare, by place. */
export const faultNames: readonly FaultName[] = [
  ...declarablePaymentFaults,
  ...lookupFaultNames,
  ...wireFaultNames,
  ...callbackFaultNames,
];

/** Where a fault of a phase happens; undefined for any other name. */
export function placeOfFault(name: string): FaultPlace | undefined {
  if (isPaymentFaultName(name)) return paymentFaults[name].place;
  if (isLookupFaultName(name)) return "lookup";
  if (isWireFaultName(name)) return "wire";
  return isCallbackFaultName(name) ? "callback" : undefined;
}

const answered: ReadonlySet<Delivery> = new Set(["twice", "again"]);

/** What can be set for a fault besides how many payouts meet it. */
export function settingsOf(name: FaultName): readonly FaultSetting[] {
  if (isLookupFaultName(name)) return [lookupFaults[name].setting];
  if (isCallbackFaultName(name)) return callbackFaults[name].takesTime ? ["for", "to"] : ["to"];
  // After these the caller has its answer, and sends nothing again.
  if (isWireFaultName(name) && answered.has(wireFaults[name].delivered)) return [];
  return ["attempts"];
}
