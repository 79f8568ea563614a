import type { HostileAmountName } from "../domain/hostile-amount.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { requestOf } from "../engine/attempt.ts";
import type { Plan, PlannedClient, PlannedPhase } from "../scenario/plan.ts";
import { type Destinations, destinationFields } from "../service/destinations.ts";
import type { ServiceFile } from "../service/service-file.ts";
import type { ServiceCalls } from "../service/target.ts";
import type { LoadEngineName } from "./load-engine.ts";

/**
 * A plan as data that a script carries out somewhere else: `plan.json`. Everything is decided, and nothing of it is a secret: what a service file
 * takes from the environment, the script reads from the environment of its own process.
 */
export interface LoadScript {
  readonly scenario: string;
  readonly keyPrefix: string;
  readonly clientTimeoutMs: number;
  readonly client: PlannedClient;
  readonly projects: readonly string[];
  readonly hostileAmounts: readonly HostileAmountName[];
  readonly phases: readonly Pick<PlannedPhase, "name" | "first" | "payouts" | "arrival">[];
  /** Where the service is, once for each instance; attempts take turns. */
  readonly urls: readonly [string, ...string[]];
  readonly service: ServiceFile;
  readonly variables: Readonly<Record<string, string>>;
  /** The names of the environment variables that it needs. */
  readonly environment: readonly string[];
  /** Set where the script is carried out in another place than the run that judges it. */
  readonly exported?: Exported;
}

/** What a run must know of a script that it has not written itself. */
export interface Exported {
  readonly engine: LoadEngineName;
  readonly seed: number;
  /** How many parts were meant to share the payouts. */
  readonly processes: number;
}

/** One payout of `payouts.json`: its amount, the index of its project, and who is paid where that is more than a gamertag. */
export type PayoutRow = readonly [amountMsat: Msat, project: number, destinations?: Partial<Destinations>];

/** What a script is made from. */
export interface ScriptSource {
  readonly plan: Plan;
  readonly calls: ServiceCalls;
  readonly keyPrefix: string;
  readonly clientTimeoutMs: number;
  readonly exported?: Exported | undefined;
}

/** The script of a plan. */
export function loadScriptOf({ plan, calls, keyPrefix, clientTimeoutMs, exported }: ScriptSource): LoadScript {
  const { scenario, client, hostileAmounts } = plan;
  const service = callsOnly(calls.service);
  const text = JSON.stringify(service);
  const isUsed = (name: string) => text.includes(`\${${name}}`) || text.includes(`\${${name}:text}`);
  const { urls, variables, environment } = calls;
  const used = Object.entries(variables).filter(([name, value]) => value !== undefined && isUsed(name));
  return {
    ...{ scenario, keyPrefix, clientTimeoutMs, client, hostileAmounts, urls, service },
    projects: plan.projects.map(({ projectId }) => projectId),
    phases: plan.phases.map(({ name, first, payouts, arrival }) => ({ name, first, payouts, arrival })),
    variables: Object.fromEntries(used.map(([name, value]) => [name, value ?? ""])),
    environment: Object.keys(environment).filter((name) => isUsed(`env:${name}`)),
    ...(exported !== undefined && { exported }),
  };
}

/** The payouts of a plan as rows, in their order. An invoice is made here, because only we can sign it. */
export function* payoutRows({ plan, calls, keyPrefix }: ScriptSource): Generator<PayoutRow> {
  const fields = destinationFields(callsOnly(calls.service));
  for (let payout: PayoutNumber = 1; payout <= plan.payouts; payout += 1) {
    const amountMsat = plan.amountsMsat[payout - 1] ?? 0;
    const project = plan.projectOf[payout - 1] ?? 0;
    const { destinationsOf } = calls;
    if (destinationsOf === undefined || fields.length === 0) yield [amountMsat, project];
    else yield [amountMsat, project, chosen(destinationsOf(requestOf(plan, keyPrefix, payout, 1)), fields)];
  }
}

function chosen(all: Destinations, fields: readonly (keyof Destinations)[]): Partial<Destinations> {
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

/** A service file with nothing but what sending a payout takes. */
export function callsOnly(service: ServiceFile): ServiceFile {
  return {
    ...service,
    ...{ folder: "", description: "", rails: {}, start: null, balance: null, entries: null, payouts: null },
    ...{ books: null, fund: null, callbacks: null, injection: null },
  };
}
