import type { Clock } from "../domain/clock.ts";
import type { Moment } from "../domain/moment.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { FaultSource } from "../engine/system-under-test.ts";
import { createNode, type LightningNode, type NodeEvent, slowMsOf } from "../rail/core/node.ts";
import type { RailPayment } from "../rail/core/payment.ts";
import { startNodeServer } from "../rail/dialects/lnd-rest.ts";
import type { Plan } from "../scenario/plan.ts";
import { TargetError } from "../service/target.ts";
import type { SystemContext } from "./prepared-system.ts";

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
  const { plan, clock, progress } = context;
  const node = createNode({
    clock,
    faultOf: plannedFaults(plan, keyPrefix),
    duplicates: plan.rail.duplicates,
    observe: observer(context, keyPrefix, seen),
    slowMs: slowMsOf(plan.api.railTimeoutMs),
  });
  const planned = [...plan.paymentFaults.values()].reduce((count, list) => count + list.length, 0);
  const faults: FaultSource = {
    begin: async () => {},
    heal: async () => node.heal(),
    paymentsInFlight: () => node.inFlight,
    paymentsAwaited: () => node.awaited,
    faultsAhead: () => planned - progress.fired + faultsElsewhere(),
  };
  return { node, faults };
}

/** Our rail, listening for the payments of an external target. */
export interface ListeningRail {
  readonly faults: FaultSource;
  /** Its address, without a trailing slash. */
  readonly url: string;
  /** The prefix of the keys and payees of the run, by which the rail recognizes its payouts. */
  readonly keyPrefix: string;
  close(): Promise<void>;
}

/** Starts our rail on a port of 127.0.0.1, any free one for 0. @throws TargetError when the port is taken. */
export async function startRail(port: number, context: SystemContext): Promise<ListeningRail> {
  const keyPrefix = uniquePrefix(context.plan, context.clock);
  const { node, faults } = createPlannedRail(context, keyPrefix);
  try {
    const server = await startNodeServer(node, { port });
    return { url: server.url, keyPrefix, faults, close: () => server.close() };
  } catch (error) {
    throw new TargetError(
      "unreachable",
      `our Lightning node cannot listen on 127.0.0.1:${port} (${reasonOf(error)}): choose another --rail-port`,
    );
  }
}

/** A key prefix that no earlier run on the same target can have used. */
export function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** The planned fault of each payment, by payout; a payment past the end of the list settles. */
function plannedFaults(plan: Plan, keyPrefix: string): (payment: RailPayment) => PaymentFaultName {
  const taken = new Map<PayoutNumber, number>();
  return ({ payee }) => {
    const payout = payoutNumberOf(keyPrefix, payee);
    const planned = payout === undefined ? undefined : plan.paymentFaults.get(payout);
    if (payout === undefined || planned === undefined) return "settle";
    const nth = taken.get(payout) ?? 0;
    taken.set(payout, nth + 1);
    return planned[nth] ?? "settle";
  };
}

/** Records what the rail did. Each payout has its own payee, by which its payments are recognized. */
function observer(
  { recorder, progress }: SystemContext,
  keyPrefix: string,
  seen: (moment: Moment) => void,
): (event: NodeEvent) => void {
  return (event) => {
    const atMs = recorder.atMs();
    const payout = payoutNumberOf(keyPrefix, event.payee) ?? null;
    const { amountMsat } = event;
    switch (event.kind) {
      case "received":
        progress.payments += 1;
        recorder.record({ kind: "payment-received", atMs, payout, amountMsat, fault: event.fault });
        return seen("payment-received");
      case "rejected":
        return recorder.record({ kind: "payment-rejected", atMs, payout, reason: event.reason });
      case "abandoned":
        progress.timeouts += 1;
        return recorder.record({ kind: "payment-abandoned", atMs, payout });
      case "settled":
        recorder.record({ kind: "payment-settled", atMs, payout, amountMsat, passedOnMsat: 0 });
        return seen("payment-settled");
      case "failed":
        recorder.record({ kind: "payment-failed", atMs, payout });
        return seen("payment-failed");
      case "fired":
        progress.fired += 1;
        return recorder.record({ kind: "fault-fired", atMs, payout, fault: event.fault, delivered: null });
    }
  };
}
