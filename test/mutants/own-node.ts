import { isPaymentFaultName, type PaymentFaultName } from "../../src/domain/payment-fault.ts";
import type { RailPayment } from "../../src/rail/core/payment.ts";
import type { Plan } from "../../src/scenario/plan.ts";

/**
 * The node of an API that nobody but the API knows: what is planned for our rail happens there, payout by payout, and no scenario declares
 * it.
 */

interface Phase {
  readonly name: string;
  readonly faults?: Readonly<Record<string, unknown>>;
}

/** A scenario that declares only what happens on the wire. */
export function withoutRailFaults<T extends { readonly load: readonly Phase[] }>(scenario: T): T {
  const onTheWire = ({ faults = {} }: Phase) => Object.entries(faults).filter(([name]) => !isPaymentFaultName(name));
  const load = scenario.load.map((phase) => ({ ...phase, faults: Object.fromEntries(onTheWire(phase)) }));
  return { ...scenario, load };
}

/** The payment faults of the plan for each payout, which is known by the number at the end of its payee. */
export function fatesByNumber(plan: Plan): (payment: RailPayment) => PaymentFaultName {
  const taken = new Map<number, number>();
  return ({ payee }) => {
    const payout = Number(/\d+$/.exec(payee)?.[0]);
    const nth = taken.get(payout) ?? 0;
    taken.set(payout, nth + 1);
    return plan.paymentFaults.get(payout)?.[nth] ?? "settle";
  };
}
