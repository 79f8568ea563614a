import type { PayoutNumber } from "../domain/payout.ts";
import { payoutNumberOf } from "../domain/payout.ts";
import type { FateName } from "../lightning/fates.ts";
import type { NodeEvent } from "../lightning/node.ts";
import type { RailPayment } from "../lightning/rail.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";

/** The fates that the plan has for the payments of each payout; a payment past the end of its list settles. */
export function plannedFates(plan: Plan, keyPrefix: string): (payment: RailPayment) => FateName {
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
export function countFates(plan: Plan): number {
  let count = 0;
  for (const list of plan.fates.values()) count += list.length;
  return count;
}

/** Writes what the node did into the journal; a payee is one payout, so the node's memory speaks of payouts. */
export function nodeObserver(recorder: Recorder, keyPrefix: string, progress: Progress): (event: NodeEvent) => void {
  return (event) => {
    const atMs = recorder.atMs();
    const payout = payoutNumberOf(keyPrefix, event.payee) ?? null;
    const { amountSats } = event;
    switch (event.kind) {
      case "received":
        progress.payments += 1;
        return recorder.record({ kind: "payment-received", atMs, payout, amountSats, fate: event.fate });
      case "rejected":
        return recorder.record({ kind: "payment-rejected", atMs, payout, reason: event.reason });
      case "abandoned":
        progress.timeouts += 1;
        return recorder.record({ kind: "payment-abandoned", atMs, payout });
      case "settled":
        return recorder.record({ kind: "payment-settled", atMs, payout, amountSats });
      case "failed":
        return recorder.record({ kind: "payment-failed", atMs, payout });
      case "fired":
        progress.fired += 1;
        return recorder.record({ kind: "fault-fired", atMs, payout, fault: event.fate });
    }
  };
}
