import type { Clock } from "../domain/clock.ts";
import type { Moment } from "../domain/moment.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { FaultSource } from "../engine/system-under-test.ts";
import { createNode, type LightningNode, slowMsOf } from "../rail/core/node.ts";
import type { ImpossibleFaults } from "../rail/impossible-faults.ts";
import { plannedFaults, plannedNews, type RailPlan } from "../rail/planned-faults.ts";
import type { Plan } from "../scenario/plan.ts";
import { paymentTurns } from "./order.ts";
import type { SystemContext } from "./prepared-system.ts";
import { railObserver } from "./rail-observer.ts";

/** What stands beside our rail: the processes of the service. */
export interface BesideRail {
  /** Planned faults still to come that are not the rail's, such as crashes. */
  readonly faultsElsewhere: () => number;
  /** Hears of every moment of a payment, before the service hears of it. */
  readonly seen: (moment: Moment) => void;
  /** True where every two payouts are given one invoice, so that the rail sees the payee of the first one for both. */
  readonly sharesInvoices?: boolean | undefined;
}

/** Nothing but the rail. */
export const nothing: BesideRail = { faultsElsewhere: () => 0, seen: () => {} };

/** Our rail, which does with each payment what the plan says, and records what it did. */
export function createPlannedRail(
  context: SystemContext,
  keyPrefix: string,
  { faultsElsewhere, seen }: BesideRail = nothing,
): { readonly node: LightningNode; readonly faults: FaultSource } {
  const planned = railPlan(context.plan, keyPrefix);
  const node = createNode({
    clock: context.clock,
    duplicates: planned.duplicates ?? "reject",
    slowMs: slowMsOf(context.plan.api.railTimeoutMs),
    faultOf: plannedFaults(planned),
    ...plannedNews(planned),
    turnsOf: paymentTurns(context.barrier, keyPrefix),
    observe: railObserver(context, { keyPrefix, seen, routing: "absorbed" }),
  });
  return { node, faults: faultsOf(node, context, faultsElsewhere) };
}

/** What the plan has for the rail. */
export function railPlan(plan: Plan, keyPrefix: string, sharesInvoices = false): RailPlan {
  const { rail, api } = plan;
  const byPayee = sharesInvoices ? byFirstOfPair : <Fault>(faults: FaultLists<Fault>) => faults;
  const lookups = new Map([...plan.lookupFaults].map(([payout, fault]) => [payout, [fault]] as const));
  const toService = [...plan.callbackFaults].filter(([, { to }]) => to === "service");
  const callbacks = byPayee(new Map(toService.map(([payout, fault]) => [payout, [fault]] as const)));
  return {
    keyPrefix,
    faults: byPayee(plan.paymentFaults),
    lookups: byPayee(lookups),
    // The first news about a payee meets a fault and no other does; what is planned beside it stays a fault that never fired.
    callbacks: new Map([...callbacks].flatMap(([payout, [fault]]) => (fault === undefined ? [] : [[payout, fault]]))),
    duplicates: rail.duplicates,
    slowMs: slowMsOf(api.railTimeoutMs),
  };
}

type FaultLists<Fault> = ReadonlyMap<PayoutNumber, readonly Fault[]>;

/** The rail knows the payee of a shared invoice, who is that of the first payout of the pair. */
function byFirstOfPair<Fault>(faults: FaultLists<Fault>): FaultLists<Fault> {
  const merged = new Map<PayoutNumber, readonly Fault[]>();
  for (const [payout, list] of faults) {
    const first = payout % 2 === 0 ? payout - 1 : payout;
    merged.set(first, [...(merged.get(first) ?? []), ...list]);
  }
  return merged;
}

/** What a node, or whoever stands for it, does to a run. */
export function faultsOf(
  rail: {
    readonly inFlight: number;
    readonly awaited: number;
    heal(): void | Promise<void>;
    observed?(): Promise<void>;
  },
  { plan, progress }: SystemContext,
  faultsElsewhere: () => number,
  impossible: ImpossibleFaults = {},
): FaultSource {
  const callbacks = [...plan.callbackFaults.values()];
  const toService = callbacks.filter(({ to }) => to === "service");
  const news = [...plan.lookupFaults.values(), ...toService].map(({ fault }) => fault);
  const atTheRail = [...[...plan.paymentFaults.values()].flat(), ...news];
  // Nobody waits for what never comes.
  const possible = atTheRail.filter((fault) => !Object.hasOwn(impossible, fault));
  const planned = possible.length + callbacks.length - toService.length;
  return {
    begin: async () => {},
    heal: async () => rail.heal(),
    allRecorded: async () => rail.observed?.(),
    paymentsInFlight: () => rail.inFlight,
    paymentsAwaited: () => rail.awaited,
    faultsAhead: () => planned - progress.fired + faultsElsewhere(),
  };
}

/** The prefix of the keys and payees of a run: a new one, unless it was decided before. */
export function prefixOf({ plan, clock, keyPrefix }: Pick<SystemContext, "plan" | "clock" | "keyPrefix">): string {
  return keyPrefix ?? uniquePrefix(plan, clock);
}

/** A key prefix that no earlier run on the same target can have used. */
export function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}
