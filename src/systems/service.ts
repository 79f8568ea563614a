import { resolve } from "node:path";
import { openBooks } from "../books/open-books.ts";
import { isLoopback } from "../domain/loopback.ts";
import type { Quiescence, SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import type { CommandLine } from "../processes/orphan-guard.ts";
import { type ServiceFleet, startService } from "../processes/service-fleet.ts";
import type { InstanceCommand } from "../processes/service-instance.ts";
import { clientTimeoutMs } from "../scenario/plan.ts";
import { costMsatOf } from "../service/fee.ts";
import { type Redact, Secrets } from "../service/secrets.ts";
import type { ServiceFile, StartOptions, Template } from "../service/service-file.ts";
import { createServiceTarget } from "../service/service-target.ts";
import { type Target, TargetError } from "../service/target.ts";
import { startCallbackServer } from "./callback-server.ts";
import { type Cleanup, createCleanup } from "./cleanup.ts";
import { withDeclaredLists } from "./declared-lists.ts";
import { openFailureSwitch } from "./failure-switch.ts";
import { uniquePrefix } from "./planned-rail.ts";
import type { SystemContext } from "./prepared-system.ts";
import { openServiceRail, type ServiceRail, sharesInvoices } from "./service-rail.ts";
import { fillText, type InstanceScope, type ServiceScope, variablesIn } from "./service-scope.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";
import { doubtsOnAnswers, doubtsOnService } from "./target-doubts.ts";
import { topUpProjects } from "./top-up.ts";

/**
 * Opens a payout service that a file describes: plays its rails, listens for its callbacks, starts it where the file says how, and reads its
 * books. With a rail of ours it is judged by what was really paid; without one by its answers and lists.
 * @throws TargetError when it cannot be started or reached, or does not tell a balance.
 */
export async function openService(chosen: ServiceUnderTest, context: SystemContext): Promise<SystemUnderTest> {
  const cleanup = createCleanup();
  try {
    return await assemble(chosen, context, cleanup);
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

async function assemble(chosen: ServiceUnderTest, context: SystemContext, cleanup: Cleanup): Promise<SystemUnderTest> {
  const { plan, clock, recorder, stop } = context;
  const { service } = chosen;
  let fleet: ServiceFleet | null = null;
  const rail = await openServiceRail(chosen, context, {
    seen: (moment) => fleet?.seen(moment),
    faultsElsewhere: () => fleet?.interruptionsAhead() ?? plan.interruptions.length,
  });
  if (rail !== null) cleanup.add(() => rail.close());
  const keyPrefix = rail?.keyPrefix ?? uniquePrefix(plan, clock);
  const redact = redactorOf(service, chosen.environment);
  const callbacks = service.callbacks && (await startCallbackServer(service.callbacks, keyPrefix, redact));
  if (callbacks !== null) {
    cleanup.add(() => callbacks.close());
    recorder.listen((fact) => callbacks.enter(fact));
  }
  const scope: ServiceScope = {
    environment: chosen.environment,
    rails: rail?.variables ?? {},
    callbacksUrl: callbacks?.url ?? "",
  };
  fleet = await startFleet(chosen, context, scope);
  if (fleet !== null) cleanup.add(async () => (await fleet?.stop())?.[0]);
  const withinMs = clientTimeoutMs(plan, "target");
  const target = await openTarget(chosen, context, { scope, rail, ports: fleet?.ports ?? [], withinMs });
  cleanup.add(() => target.close());
  const own = await openFailureSwitch(target, rail === null ? plan : withoutRates(plan));
  cleanup.add(() => own.restore());
  const notes = await topUpProjects(target, plan, stop);
  const description: SystemDescription = {
    strategy: null,
    target: chosen.url ?? service.name,
    oracle: rail === null ? "answers" : "rail",
    injectedTimeouts: rail === null && own.injects.size > 0 ? (service.injection?.timeouts ?? "unknown") : "unknown",
    staleReadsMs: chosen.staleReadsMs ?? 0,
    clientTimeoutMs: withinMs,
    mayHold: chosen.mayHold ?? service.mayHold,
    routingFees: service.fee.routing === "absorbed" ? "absorbed" : "passed-on",
    sharedInvoices: sharesInvoices(service, plan),
    keyPrefix,
    doubts: [...own.doubts, ...(rail === null ? doubtsOnAnswers(plan) : []), ...doubtsOnService(plan, fleet !== null)],
    notes: [...(rail === null ? [ANSWERS] : []), ...(service.module === null ? [] : [MODULE]), ...notes],
  };
  return {
    description,
    target,
    costMsat: costMsatOf(service.fee),
    faults: rail === null ? own : { ...rail.faults, begin: () => own.heal(), heal: () => healed(rail, fleet) },
    callbacks,
    processes: fleet,
    quiescence: rail === null ? quiescence : quiescenceOnRail,
    close: () => cleanup.close(),
  };
}

/** Its books may follow later, and each request costs it something. */
const quiescence: Quiescence = { quietMs: 300, booksAreFinal: false, pace: { fromMs: 100, toMs: 1_000 } };

/** Our rail sees every payment, so the quiet period only has to outlast the service's bookkeeping. */
const quiescenceOnRail: Quiescence = { ...quiescence, quietMs: 200 };

const ANSWERS =
  "the oracle is what the service answers and lists: what it reports as paid counts as paid; what its provider really settled is unknown";

const MODULE = "a JavaScript module of the service file takes part in requests or answers";

function withoutRates(plan: SystemContext["plan"]): SystemContext["plan"] {
  return { ...plan, phases: plan.phases.map((phase) => ({ ...phase, rates: [] })) };
}

/** What is down has to come back first: it may still owe a refund or an answer. */
async function healed(rail: ServiceRail, fleet: ServiceFleet | null): Promise<void> {
  fleet?.disarm();
  await fleet?.recovered();
  await rail.faults.heal();
}

/** Starts the service; null where it runs already. */
async function startFleet(
  { service, url, environment }: ServiceUnderTest,
  { plan, clock, recorder, stop }: SystemContext,
  scope: ServiceScope,
): Promise<ServiceFleet | null> {
  const { start } = service;
  if (start === null || url !== undefined) return null;
  const instances = Math.max(start.instances, plan.instances);
  refuseImpossible(service, start, plan, instances);
  return startService({
    folder: resolve(service.folder, start.folder),
    before: start.before.map((words) => filledLine(words, (text) => fillText(text, scope, null))),
    instances,
    port: fixedPort(service.url),
    commandOf: (port, instance) => commandOf(start, scope, { port, instance }, service.url),
    readyWithinMs: start.readyWithinMs,
    interruptions: plan.interruptions,
    redact: redactorOf(service, environment),
    clock,
    abandon: stop,
    observe: (event) => recorder.record({ ...event, atMs: recorder.atMs() }),
  });
}

/** @throws TargetError for what this service cannot do, however it is started */
function refuseImpossible(service: ServiceFile, start: StartOptions, plan: SystemContext["plan"], instances: number) {
  if (start.kill !== null && plan.interruptions.some(({ how }) => how === "pause")) {
    throw new TargetError("unreachable", "a service with a kill line of its own cannot be paused: use how: kill");
  }
  if (instances > 1 && fixedPort(service.url) !== null) {
    throw new TargetError(
      "unreachable",
      `${instances} instances cannot share the port in ${service.url}: write http://127.0.0.1:\${service.port}, and give them that port`,
    );
  }
}

/** The port in an address of this machine that names one itself; null for one that we choose. */
function fixedPort(url: Template): number | null {
  if (url.includes("${") || !URL.canParse(url)) return null;
  const { hostname, port } = new URL(url);
  return isLoopback(hostname) && port !== "" ? Number(port) : null;
}

function commandOf(start: StartOptions, scope: ServiceScope, of: InstanceScope, url: Template): InstanceCommand {
  const fill = (text: Template) => fillText(text, scope, of);
  const line = (words: CommandLine) => filledLine(words, fill);
  const optional = (words: StartOptions["stop"]) => (words === null ? null : line(words));
  const { kill } = start;
  return {
    command: line(start.command),
    env: Object.fromEntries(Object.entries(start.env).map(([name, text]) => [name, fill(text)])),
    ready: start.ready === null ? null : new URL(fill(start.ready), fill(url)).href,
    mayDetach: kill !== null || start.stop !== null,
    kill: kill === null ? null : () => line(kill),
    restart: optional(start.restart),
    stop: optional(start.stop),
  };
}

function filledLine([program, ...words]: CommandLine, fill: (text: Template) => string): CommandLine {
  return [fill(program), ...words.map(fill)];
}

/** What the service prints may have the secrets in it that it was given. */
function redactorOf(service: ServiceFile, environment: ServiceUnderTest["environment"]): Redact {
  const secrets = new Secrets();
  for (const [, name = ""] of JSON.stringify(service).matchAll(/\$\{env:(\w+)/g)) secrets.add(environment[name] ?? "");
  return secrets.redact;
}

interface TargetParts {
  readonly scope: ServiceScope;
  readonly rail: ServiceRail | null;
  readonly ports: readonly number[];
  readonly withinMs: number;
}

/** The HTTP side of the service, and its database where the file reads that. */
async function openTarget(
  chosen: ServiceUnderTest,
  { clock }: SystemContext,
  { scope, rail, ports, withinMs }: TargetParts,
): Promise<Target> {
  const { service, environment, url, onExchange } = chosen;
  const addresses = ports.map((port, index) => fillText(service.url, scope, { port, instance: index + 1 }));
  const [first = fillText(service.url, scope, null), ...others] = url === undefined ? addresses : [url];
  const described = await createServiceTarget(service, {
    urls: [first, ...others],
    clock,
    clientTimeoutMs: withinMs,
    environment,
    variables: variablesIn(scope),
    destinationsOf: rail?.destinationsOf,
    onExchange,
  });
  const target = withDeclaredLists(described, service);
  const { books } = service;
  if (books === null) return target;
  const database = fillText(books.database, scope, null);
  const sql = openBooks(books, { database, folder: service.folder, unit: service.unit, clock });
  const reader = (query: string | null) => (query === null ? target : sql);
  return {
    ...target,
    balance: reader(books.balance).balance,
    markEntries: reader(books.entries).markEntries,
    entriesSince: reader(books.entries).entriesSince,
    payouts: reader(books.payouts).payouts,
    async close() {
      await sql.close();
      await target.close();
    },
  };
}
