import type { Moment } from "../domain/moment.ts";
import type { Msat } from "../domain/money.ts";
import type { PayeeKind } from "../domain/payee.ts";
import { payoutGamertag } from "../domain/payout.ts";
import type { PayoutRequest } from "../domain/send.ts";
import type { FaultSource } from "../engine/system-under-test.ts";
import { slowMsOf } from "../rail/core/node.ts";
import { connectRail, RailControlError } from "../rail/host/connect-rail.ts";
import type { RailHost, RailObserver } from "../rail/host/rail-host.ts";
import { startRail } from "../rail/host/start-rail.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ServiceFile } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";
import type { Destinations } from "../service/variables.ts";
import type { SystemContext } from "./prepared-system.ts";
import { railObserver } from "./rail-observer.ts";
import type { ServiceUnderTest } from "./service.ts";

/** The rail of a service: what it is told about it, who is paid, and the faults. */
export interface ServiceRail {
  readonly faults: FaultSource;
  /** How the service reaches each rail of its file, by name. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  destinationsOf(request: PayoutRequest): Destinations;
  /** Resolves with the reason when events may be missing. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** How a rail belongs to its run. */
export interface RailOfRun {
  readonly keyPrefix: string;
  /** Called with each moment that the rail sees, before the service can know of it. */
  readonly seen: (moment: Moment) => void;
  /** Planned faults still to come that are not the rail's. */
  readonly faultsElsewhere: () => number;
}

/** Plays the rails of a service, or connects to the one that runs elsewhere; null where it has none. @throws TargetError */
export async function openServiceRail(
  chosen: ServiceUnderTest,
  context: SystemContext,
  of: RailOfRun,
): Promise<ServiceRail | null> {
  const { service } = chosen;
  if (chosen.rail === undefined && Object.keys(service.rails).length === 0) return null;
  const observe = railObserver(context, { keyPrefix: of.keyPrefix, seen: of.seen, routing: service.fee.routing });
  const host = await orTargetError(() => hostOf(chosen, context, observe, of.keyPrefix));
  try {
    const destinations = await orTargetError(() => prepare(host, service, context.plan, of.keyPrefix));
    return {
      faults: faultsOf(host, context, of.faultsElsewhere),
      variables: Object.fromEntries([...host.rails].map(([name, values]) => [name, { ...values }])),
      destinationsOf: ({ gamertag }) => destinations.get(gamertag) ?? nowhere(gamertag),
      lost: host.lost,
      close: () => host.close(),
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}

function hostOf(
  { service, rail }: ServiceUnderTest,
  { clock }: SystemContext,
  observe: RailObserver,
  seed: string,
): Promise<RailHost> {
  if (rail !== undefined) return connectRail({ url: rail, clock, observe });
  return startRail({ clock, seed, rails: service.rails, observe });
}

/** Plans the faults, and finds out where each payout goes. Invoices are made now, because that takes longer than anything else of an attempt. */
async function prepare(
  host: RailHost,
  service: ServiceFile,
  plan: Plan,
  keyPrefix: string,
): Promise<ReadonlyMap<string, Destinations>> {
  const { rail, paymentFaults: faults, api } = plan;
  // What a dialect does by itself with a hash that it has seen is `reject`; the others are asked for.
  await host.arm({ keyPrefix, faults, duplicates: rail.duplicates, slowMs: slowMsOf(api.railTimeoutMs) });
  const wanted = kindsIn(service);
  const destinations = new Map<string, Destinations>();
  for (let payout = 1; payout <= plan.payouts; payout += 1) {
    const amountMsat = plan.amountsMsat[payout - 1] ?? 0;
    const payee = payoutGamertag(keyPrefix, plan.sharedInvoices && payout % 2 === 0 ? payout - 1 : payout);
    destinations.set(payoutGamertag(keyPrefix, payout), await destinationsFor(host, wanted, payee, amountMsat));
  }
  return destinations;
}

const names = {
  address: "lightning-address",
  invoice: "bolt11",
  lnurl: "lnurl",
  nodeKey: "keysend",
} as const satisfies Partial<Record<keyof Destinations, PayeeKind>>;

type Name = keyof typeof names;

/** The destinations that the calls of the service name. */
function kindsIn({ payout, poll, module }: ServiceFile): readonly Name[] {
  const text = JSON.stringify([payout, poll]);
  const all = Object.keys(names) as Name[];
  return all.filter((name) => module !== null || text.includes(`\${payout.${name}`));
}

async function destinationsFor(
  host: RailHost,
  wanted: readonly Name[],
  payee: string,
  amountMsat: Msat,
): Promise<Destinations> {
  const found = { ...nowhere(payee) };
  for (const name of wanted) found[name] = await host.destination(names[name], payee, amountMsat);
  return found;
}

function nowhere(gamertag: string): { -readonly [Key in keyof Destinations]: Destinations[Key] } {
  return { gamertag, address: "", invoice: "", lnurl: "", nodeKey: "" };
}

function faultsOf(host: RailHost, { plan, progress }: SystemContext, elsewhere: () => number): FaultSource {
  const planned = [...plan.paymentFaults.values()].reduce((count, list) => count + list.length, 0);
  return {
    begin: async () => {},
    heal: () => orTargetError(() => host.heal()),
    paymentsInFlight: () => host.inFlight,
    paymentsAwaited: () => host.awaited,
    faultsAhead: () => planned - progress.fired + elsewhere(),
  };
}

async function orTargetError<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const isSystem = error instanceof Error && "code" in error;
    if (!(error instanceof RailControlError) && !isSystem && !(error instanceof RangeError)) throw error;
    throw new TargetError("unreachable", `the rail cannot be used: ${error.message}`);
  }
}
