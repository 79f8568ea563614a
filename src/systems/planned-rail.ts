import { msatOf } from "../domain/money.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { FaultSource } from "../engine/system.ts";
import { createNode, type LightningNode, type NodeEvent, slowMsOf } from "../rail/node.ts";
import type { RailPayment } from "../rail/port.ts";
import type { Plan } from "../scenario/plan.ts";
import type { SystemContext } from "./prepared-system.ts";

/** Our own rail, which does with each payment what the plan says, and writes down what it did. */
export interface PlannedRail {
  readonly node: LightningNode;
  readonly faults: FaultSource;
}

/** A rail for the payments of a run; `faultsElsewhere` are declared faults besides its own that are still to come, such as crashes. */
export function createPlannedRail(
  context: SystemContext,
  keyPrefix: string,
  faultsElsewhere: () => number = () => 0,
): PlannedRail {
  const { plan, clock, progress } = context;
  const node = createNode({
    clock,
    faultOf: plannedFaults(plan, keyPrefix),
    duplicates: plan.rail.duplicates,
    observe: observer(context, keyPrefix),
    slowMs: slowMsOf(plan.api.railTimeoutMs),
  });
  const fates = countFaults(plan);
  const faults: FaultSource = {
    begin: async () => {},
    heal: async () => node.heal(),
    paymentsInFlight: () => node.inFlight,
    paymentsAwaited: () => node.awaited,
    unmet: () => fates - progress.fired + faultsElsewhere(),
  };
  return { node, faults };
}

/** The fates that the plan has for the payments of each payout; a payment past the end of its list settles. */
function plannedFaults(plan: Plan, keyPrefix: string): (payment: RailPayment) => PaymentFaultName {
  const taken = new Map<PayoutNumber, number>();
  return ({ payee }) => {
    const payout = payoutNumberOf(keyPrefix, payee);
    const list = payout === undefined ? undefined : plan.fates.get(payout);
    if (payout === undefined || list === undefined) return "settle";
    const nth = taken.get(payout) ?? 0;
    taken.set(payout, nth + 1);
    return list[nth] ?? "settle";
  };
}

/** How many fates a plan has for its payments; each fires once, if its payment comes about. */
function countFaults(plan: Plan): number {
  let count = 0;
  for (const list of plan.fates.values()) count += list.length;
  return count;
}

/** Writes what the rail did into the journal; a payee is one payout, so the rail's memory speaks of payouts. */
function observer({ recorder, progress }: SystemContext, keyPrefix: string): (event: NodeEvent) => void {
  return (event) => {
    const atMs = recorder.atMs();
    const payout = payoutNumberOf(keyPrefix, event.payee) ?? null;
    const amountMsat = msatOf(event.amountSats);
    switch (event.kind) {
      case "received":
        progress.payments += 1;
        return recorder.record({ kind: "payment-received", atMs, payout, amountMsat, fault: event.fault });
      case "rejected":
        return recorder.record({ kind: "payment-rejected", atMs, payout, reason: event.reason });
      case "abandoned":
        progress.timeouts += 1;
        return recorder.record({ kind: "payment-abandoned", atMs, payout });
      case "settled":
        return recorder.record({ kind: "payment-settled", atMs, payout, amountMsat });
      case "failed":
        return recorder.record({ kind: "payment-failed", atMs, payout });
      case "fired":
        progress.fired += 1;
        return recorder.record({ kind: "fault-fired", atMs, payout, fault: event.fault, delivered: null });
    }
  };
}
