import { type Barrier, createBarrier, noBarrier } from "../domain/barrier.ts";
import type { Doubt } from "../domain/doubt.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { NodeOptions } from "../rail/core/node-options.ts";
import type { Plan } from "../scenario/plan.ts";
import type { SystemContext } from "./prepared-system.ts";

/** Events that are due in turn follow each other within milliseconds, unless one of them does not come. */
const TURN_MS = 2_000;

/**
 * Makes the events at our two ends of the service happen in the order that the scenario lists. A turn that is lost is a fact. An answer to the
 * embedded API must not wait until it has given up.
 */
export function runBarrier(
  { plan, recorder, clock }: Pick<SystemContext, "plan" | "recorder" | "clock">,
  { target, service }: { readonly target?: unknown; readonly service?: unknown },
): Barrier {
  const isOurs = target === undefined && service === undefined;
  const atRailMs = isOurs ? Math.min(TURN_MS, plan.api.railTimeoutMs / 2) : TURN_MS;
  const limits = { send: TURN_MS, answer: 0, pay: 0, settle: atRailMs, paid: atRailMs } as const;
  return createBarrier({
    order: plan.edgeOrder,
    clock,
    limitMs: ({ edge }) => limits[edge],
    lost: (turn) => recorder.record({ kind: "turn-lost", atMs: recorder.atMs(), ...turn }),
  });
}

/** What the payments of a run wait for, where its scenario lists an order; undefined where none waits. */
export function paymentTurns(barrier: Barrier | undefined, keyPrefix: string): NodeOptions["turnsOf"] {
  if (barrier === undefined || barrier === noBarrier) return undefined;
  const accepted = new Map<PayoutNumber, number>();
  return ({ payee }) => {
    const payout = payoutNumberOf(keyPrefix, payee);
    if (payout === undefined || !barrier.concerns(payout)) return undefined;
    const number = (accepted.get(payout) ?? 0) + 1;
    accepted.set(payout, number);
    barrier.pass({ edge: "pay", payout, number }, () => {});
    return {
      settle: (go) => barrier.pass({ edge: "settle", payout, number }, go),
      paid: (go) => barrier.pass({ edge: "paid", payout, number }, go),
    };
  };
}

/** The doubt about an order of payments that do not pass through a rail in this process. */
export function orderDoubts({ edgeOrder }: Plan, rail: "here" | "elsewhere" | "none"): readonly Doubt[] {
  if (rail === "here" || edgeOrder.every(({ edge }) => edge === "send" || edge === "answer")) return [];
  const reason =
    rail === "none"
      ? "our rail is not behind the service"
      : "the rail runs elsewhere, and only one in this process can wait";
  return [{ kind: "fault-impossible", fault: "the order of payments", reason }];
}
