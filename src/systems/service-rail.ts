import type { Msat } from "../domain/money.ts";
import type { PayeeKind } from "../domain/payee.ts";
import { payoutGamertag } from "../domain/payout.ts";
import type { PayoutRequest } from "../domain/send.ts";
import type { FaultSource } from "../engine/system-under-test.ts";
import { connectRail } from "../rail/host/connect-rail.ts";
import type { RailHost } from "../rail/host/rail-host.ts";
import { type ImpossibleFaults, impossibleInAll } from "../rail/impossible-faults.ts";
import { readInvoice } from "../rail/payees/bolt11.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Destinations } from "../service/destinations.ts";
import type { ServiceFile } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";
import { openRail, orTargetError } from "./open-rail.ts";
import type { BesideRail } from "./planned-rail.ts";
import type { SystemContext } from "./prepared-system.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";

/** The rail of a service: what it is told about it, who is paid, and the faults. */
export interface ServiceRail {
  readonly keyPrefix: string;
  readonly faults: FaultSource;
  /** How the service reaches each rail of its file, by name. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The faults that none of the service's rails can show, each with its reason. */
  readonly impossible: ImpossibleFaults;
  destinationsOf(request: PayoutRequest): Destinations;
  close(): Promise<void>;
}

/** Plays the rails of a service, or connects to the one that runs elsewhere; null where it has none. @throws TargetError */
export async function openServiceRail(
  { service, rail: control }: ServiceUnderTest,
  context: SystemContext,
  beside: BesideRail,
): Promise<ServiceRail | null> {
  const { rails, payees, fee } = service;
  if (control === undefined && Object.keys(rails).length === 0) return null;
  const hasAddresses = payees.pay === "lightning-address" || payees.pay === "lnurl";
  const wanted = control === undefined ? { rails, hasAddresses } : { control };
  const { host, keyPrefix, faults } = await openRail(wanted, context, fee.routing, {
    ...beside,
    sharesInvoices: sharesInvoices(service, context.plan),
  });
  try {
    const destinations = await orTargetError(() => destinationsOf(host, service, context.plan, keyPrefix));
    return {
      keyPrefix,
      faults,
      variables: variablesOf(host, rails),
      impossible: impossibleInAll(railNamesOf(host, rails).map((name) => host.impossible.get(name) ?? {})),
      destinationsOf: ({ gamertag }) => destinations.get(gamertag) ?? nowhere(gamertag),
      close: () => host.close(),
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** What a rail that runs elsewhere says of a service, to whoever plans no run yet. */
export interface AskedRail extends Pick<ServiceRail, "variables" | "destinationsOf"> {}

/** Asks a rail that runs elsewhere who is paid by each payout of a plan. It makes the invoices, and knows them later. @throws TargetError */
export async function askRail(
  control: string,
  { service }: Pick<ServiceUnderTest, "service">,
  { plan, clock, keyPrefix }: Pick<SystemContext, "plan" | "clock"> & { readonly keyPrefix: string },
): Promise<AskedRail> {
  return orTargetError(async () => {
    const host = await connectRail({ url: control, clock, observe: () => {} });
    try {
      const destinations = await destinationsOf(host, service, plan, keyPrefix);
      return {
        variables: variablesOf(host, service.rails),
        destinationsOf: ({ gamertag }) => destinations.get(gamertag) ?? nowhere(gamertag),
      };
    } finally {
      await host.close();
    }
  });
}

/** How the service reaches each rail of its file. One that runs elsewhere has names of its own, so it is found by its dialect. */
function variablesOf(host: RailHost, rails: ServiceFile["rails"]): ServiceRail["variables"] {
  const found = railNamesOf(host, rails);
  return Object.fromEntries(Object.keys(rails).map((name, nth) => [name, { ...host.rails.get(found[nth] ?? "") }]));
}

/** What the host calls each rail of the file. @throws TargetError for one that it does not have */
function railNamesOf(host: RailHost, rails: ServiceFile["rails"]): readonly string[] {
  return Object.entries(rails).map(([name, { dialect }]) => {
    const speaks = (at: string) => host.rails.get(at)?.dialect === dialect;
    const found = host.rails.has(name) ? name : [...host.rails.keys()].find(speaks);
    if (found !== undefined && speaks(found)) return found;
    throw new TargetError("unreachable", `the rail does not speak ${dialect}: start it with --dialect ${dialect}`);
  });
}

/** Finds out where each payout goes. Invoices are made now, because that takes longer than anything else of an attempt. */
async function destinationsOf(
  host: RailHost,
  service: ServiceFile,
  plan: Plan,
  keyPrefix: string,
): Promise<ReadonlyMap<string, Destinations>> {
  const wanted = kindsIn(service);
  const isShared = sharesInvoices(service, plan);
  const destinations = new Map<string, Destinations>();
  for (let payout = 1; payout <= plan.payouts; payout += 1) {
    const amountMsat = plan.amountsMsat[payout - 1] ?? 0;
    const payee = payoutGamertag(keyPrefix, isShared && payout % 2 === 0 ? payout - 1 : payout);
    destinations.set(payoutGamertag(keyPrefix, payout), await destinationsFor(host, wanted, payee, amountMsat));
  }
  return destinations;
}

/** Whether two payouts in a row are given one invoice: only where invoices are what is paid. Another payee has to be that of one payout. */
export function sharesInvoices({ payees }: Pick<ServiceFile, "payees">, { sharedInvoices }: Plan): boolean {
  return sharedInvoices && payees.pay === "bolt11";
}

const names = {
  address: "lightning-address",
  invoice: "bolt11",
  lnurl: "lnurl",
  nodeKey: "keysend",
} as const satisfies Partial<Record<keyof Destinations, PayeeKind>>;

type Name = keyof typeof names;

/** The destinations that the calls of the service name. */
function kindsIn({ payout, poll, lookup, module }: ServiceFile): readonly Name[] {
  const text = JSON.stringify([payout, poll, lookup]);
  const all = Object.keys(names) as Name[];
  const isNamed = (name: keyof Destinations) => text.includes(`\${payout.${name}`);
  return all.filter((name) => module !== null || isNamed(name) || (name === "invoice" && isNamed("paymentHash")));
}

async function destinationsFor(
  host: RailHost,
  wanted: readonly Name[],
  payee: string,
  amountMsat: Msat,
): Promise<Destinations> {
  const found = { ...nowhere(payee) };
  for (const name of wanted) found[name] = await host.destination(names[name], payee, amountMsat);
  // A rail that runs elsewhere hands out the invoice only.
  if (found.invoice !== "") found.paymentHash = readInvoice(found.invoice).paymentHash;
  return found;
}

function nowhere(gamertag: string): { -readonly [Key in keyof Destinations]: Destinations[Key] } {
  return { gamertag, address: "", invoice: "", lnurl: "", nodeKey: "" };
}
