import type { Clock } from "../domain/clock.ts";
import type { Moment } from "../domain/moment.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { FaultSource } from "../engine/system-under-test.ts";
import { createNode, type LightningNode, slowMsOf } from "../rail/core/node.ts";
import { connectRail, RailControlError } from "../rail/host/connect-rail.ts";
import type { RailHost } from "../rail/host/rail-host.ts";
import { type HostedDialect, startRail } from "../rail/host/start-rail.ts";
import { plannedFaults, type RailPlan } from "../rail/planned-faults.ts";
import type { Plan } from "../scenario/plan.ts";
import type { FeeRule } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";
import type { SystemContext } from "./prepared-system.ts";
import { railObserver } from "./rail-observer.ts";

/** What stands beside our rail: the processes of the service. */
export interface BesideRail {
  /** Planned faults still to come that are not the rail's, such as crashes. */
  readonly faultsElsewhere: () => number;
  /** Hears of every moment of a payment, before the service hears of it. */
  readonly seen: (moment: Moment) => void;
}

const nothing: BesideRail = { faultsElsewhere: () => 0, seen: () => {} };

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
    observe: railObserver(context, { keyPrefix, seen, routing: "absorbed" }),
  });
  return { node, faults: faultsOf(node, context, faultsElsewhere) };
}

/** What the plan has for the rail. */
function railPlan(plan: Plan, keyPrefix: string): RailPlan {
  const { rail, api } = plan;
  const faults = plan.sharedInvoices ? byFirstOfPair(plan.paymentFaults) : plan.paymentFaults;
  return { keyPrefix, faults, duplicates: rail.duplicates, slowMs: slowMsOf(api.railTimeoutMs) };
}

/** The rail knows the payee of a shared invoice, who is that of the first payout of the pair. */
function byFirstOfPair(faults: RailPlan["faults"]): RailPlan["faults"] {
  const merged = new Map<PayoutNumber, readonly PaymentFaultName[]>();
  for (const [payout, list] of faults) {
    const first = payout % 2 === 0 ? payout - 1 : payout;
    merged.set(first, [...(merged.get(first) ?? []), ...list]);
  }
  return merged;
}

/** What a node, or whoever stands for it, does to a run. */
function faultsOf(
  rail: {
    readonly inFlight: number;
    readonly awaited: number;
    heal(): void | Promise<void>;
    observed?(): Promise<void>;
  },
  { plan, progress }: SystemContext,
  faultsElsewhere: () => number,
): FaultSource {
  const planned = [...plan.paymentFaults.values()].reduce((count, list) => count + list.length, 0);
  return {
    begin: async () => {},
    heal: () => orTargetError(async () => rail.heal()),
    allRecorded: () => orTargetError(async () => rail.observed?.()),
    paymentsInFlight: () => rail.inFlight,
    paymentsAwaited: () => rail.awaited,
    faultsAhead: () => planned - progress.fired + faultsElsewhere(),
  };
}

/** A rail that listens for the payments of a service, here or elsewhere, with the faults of the plan. */
export interface ListeningRail {
  readonly host: RailHost;
  readonly faults: FaultSource;
  /** The prefix of the keys and payees of the run, by which the rail recognizes its payouts. */
  readonly keyPrefix: string;
}

/** Where a rail is, or what it is to be. */
export type WantedRail =
  /** The address of the control port of one that runs elsewhere. */
  | { readonly control: string }
  | { readonly rails: Readonly<Record<string, HostedDialect>>; readonly hasAddresses: boolean };

/** Opens a rail and plans its faults. @throws TargetError when a port is taken, or the one elsewhere cannot be reached */
export async function openRail(
  wanted: WantedRail,
  context: SystemContext,
  routing: FeeRule["routing"],
  { faultsElsewhere, seen }: BesideRail = nothing,
): Promise<ListeningRail> {
  const { plan, clock } = context;
  const keyPrefix = uniquePrefix(plan, clock);
  const observe = railObserver(context, { keyPrefix, seen, routing });
  return orTargetError(async () => {
    const host =
      "control" in wanted
        ? await connectRail({ url: wanted.control, clock, observe })
        : await startRail({
            clock,
            seed: keyPrefix,
            rails: wanted.rails,
            observe,
            addresses: wanted.hasAddresses ? { tls: true } : null,
          });
    try {
      await host.arm(railPlan(plan, keyPrefix));
      return { host, keyPrefix, faults: faultsOf(host, context, faultsElsewhere) };
    } catch (error) {
      await host.close();
      throw error;
    }
  });
}

/** Does the work; what the rail or the system refuses becomes a TargetError. @throws TargetError */
export async function orTargetError<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isOurs = error instanceof RailControlError || error instanceof RangeError || "code" in error;
    if (!isOurs || error instanceof TargetError) throw error;
    throw new TargetError("unreachable", `the rail cannot be used: ${error.message}`);
  }
}

/** A key prefix that no earlier run on the same target can have used. */
export function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}
