import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { costMsatOf } from "../domain/fee.ts";
import { isStorageFault, type StorageFaultName } from "../domain/interruption.ts";
import { seededChance } from "../domain/random.ts";
import type { Order, Ordered } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";
import type { Callbacks } from "../embedded/callbacks/queue.ts";
import { createMemoryStore } from "../embedded/ledger/memory-store.ts";
import type { PayoutRecord } from "../embedded/ledger/payout-records.ts";
import { openSqliteStore } from "../embedded/ledger/sqlite-store.ts";
import { type StorageFailure, storageFailureOf } from "../embedded/ledger/storage-failure.ts";
import type { Store } from "../embedded/ledger/store.ts";
import type { Processes, SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import type { Rail } from "../rail/port.ts";
import type { Plan } from "../scenario/plan.ts";
import { embeddedDoor, withCallbacks } from "../systems/client-callbacks.ts";
import { describe, embeddedQuietPeriod } from "../systems/embedded.ts";
import { createPlannedRail } from "../systems/planned-rail.ts";
import type { PreparedSystem, SystemContext } from "../systems/prepared-system.ts";
import { createAbouts } from "./abouts.ts";
import { createDelayedRail } from "./delayed-rail.ts";
import { type EmbeddedProcessOptions, embeddedProcess } from "./embedded-process.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import { serviceTarget } from "./service-target.ts";
import { delayedCallbacks, delayedWebhooks, SIMULATED_CALLBACK_URL } from "./telling.ts";
import { createTracing } from "./tracing/index.ts";
import { turnedFaults } from "./turned-faults.ts";
import { turnedStore } from "./turned-store.ts";
import { createTurns, type Turns } from "./turns.ts";

/** What a simulated run may have different. */
export interface SimulationOptions {
  /** Draws the order of events, and the ids that the service makes up; most often the seed of the plan. */
  readonly seed: number;
  /** The longest that a message takes, each way, in an order that is drawn from the seed; default 2 ms. */
  readonly maxDelayMs?: number | undefined;
  /** The order of events; by default one that is drawn from the seed. */
  readonly order?: Order | undefined;
  /** Puts something between the services and the ledger. */
  readonly withStore?: ((store: Store) => Store) | undefined;
  /** Puts something between the services and the node. */
  readonly withRail?: ((rail: Rail) => Rail) | undefined;
  /** Told each event of the history as it happens; it changes nothing of it, and costs nothing where nobody is told. */
  readonly traced?: ((event: TraceEvent) => void) | undefined;
}

/** The simulation of a plan: in the order that its scenario says, or else in one that is drawn from its seed. */
export function simulationOf({ seed, simulate }: Pick<Plan, "seed" | "simulate">): Simulation {
  return createSimulation({ seed, order: simulate === null ? undefined : { kind: "late", ...simulate } });
}

/** One run in virtual time. */
export interface Simulation {
  /** As it was asked for. */
  readonly order: Order;
  /** The clock of everything in the run. It stands still until the system is opened, and again once it is closed. */
  readonly clock: Clock;
  /** The embedded API and our rail, in this process. */
  prepare(context: SystemContext): PreparedSystem;
  /** The order that has come about. */
  ordered(): Ordered;
  /** Rejects when the run waits for something that is not in virtual time. */
  readonly stuck: Promise<never>;
}

/** As far as a message goes within one machine. */
const MAX_DELAY_MS = 2;

/**
 * A whole run in one process and in virtual time: the real plan, engine, service, strategies, worker, ledger, node and judge; only the
 * sockets, the clock and the disk under the ledger are not real. Everything waits for its turn, so each order of events is another interleaving.
 */
export function createSimulation(options: SimulationOptions): Simulation {
  const { seed, maxDelayMs: shortMs = MAX_DELAY_MS, order = { kind: "random", seed, shortMs, longMs: 0 } } = options;
  const turns = createTurns(order);
  let isStuck = () => {};
  const stuck = new Promise<never>((_, reject) => {
    isStuck = () => reject(new Error("the run waits for something that does not happen in virtual time"));
  });
  // Whoever runs it is told.
  stuck.catch(() => {});
  return {
    order,
    clock: turns.clock,
    prepare: (context) => ({
      description: describeSimulated(context.plan),
      open: () => openSimulation(context, turns, isStuck, options),
      discard: async () => {},
    }),
    ordered: turns.ordered,
    stuck,
  };
}

function describeSimulated(plan: Plan): SystemDescription {
  const description = describe(plan);
  return { ...description, notes: [...description.notes, "simulated in virtual time: no sockets, processes or disk"] };
}

/** The embedded API, its processes and our rail, behind the port that real systems have. */
async function openSimulation(
  context: SystemContext,
  turns: Turns,
  stuck: () => void,
  { seed, withStore = (store) => store, withRail = (rail) => rail, traced }: SimulationOptions,
): Promise<SystemUnderTest> {
  const { plan, recorder } = context;
  const { clock, take, lateMs } = turns;
  const { railTimeoutMs } = plan.api;
  const { duplicates } = plan.rail;
  const chance = seededChance(seed);
  const abouts = createAbouts(plan.scenario);
  const description = describeSimulated(plan);
  const tracing = traced && createTracing(traced, { recorder, abouts, listen: turns.listen });
  const door = embeddedDoor(context);
  let fleet: Fleet | undefined;
  const { node, faults } = createPlannedRail(context, plan.scenario, {
    faultsElsewhere: () => fleet?.crashesAhead() ?? 0,
    seen: () => {},
  });
  const { store, remove: removeLedger } = openLedger(plan, clock);
  const stopTime = clock.drive({ stuck });
  await store.openProjects(plan.projects);
  const bugs: unknown[] = [];
  const reached = withStore(tracing?.ledger(store) ?? store);
  const told = tracing?.webhook;
  const news = plan.api.webhooks ? delayedWebhooks(() => fleet?.next(), { clock, take, abouts, told }) : undefined;
  const processes: EmbeddedProcessOptions = {
    plan,
    clock,
    chance,
    lateMs,
    storeOf: (host) => turnedStore(tracing?.store(reached, host) ?? reached, { take, abouts, host }),
    onBug: (error) => {
      if (!isPlanned(error, plan)) bugs.push(error);
    },
    railOf(life, host) {
      const rail = createDelayedRail({ node, clock, duplicates, railTimeoutMs, take, abouts, host, life, news });
      return withRail(tracing?.rail(rail, life, host) ?? rail);
    },
    changedOf: door && ((life, host) => changedIn(delayedCallbacks(door, { clock, take, abouts, host, life }))),
  };
  const begun = createFleet({
    instances: plan.instances,
    crashes: plan.crashes,
    store: reached,
    clock,
    recorder,
    serviceOf: (host) => embeddedProcess(processes, host),
  });
  fleet = begun;
  return {
    description,
    target: serviceTarget(store, {
      next: begun.next,
      clock,
      take,
      abouts,
      clientTimeoutMs: description.clientTimeoutMs,
      callbackUrl: door && SIMULATED_CALLBACK_URL,
    }),
    costMsat: costMsatOf(plan.api.fee),
    faults: turnedFaults(withCallbacks(faults, door), turns, begun),
    processes: processesOf(begun, plan.instances),
    callbacks: door,
    quiescence: embeddedQuietPeriod(plan),
    async close() {
      if (!(await begun.close())) bugs.push(new Error("a simulated process does not end"));
      node.close();
      await store.close();
      removeLedger();
      stopTime();
      // The service did not expect it, so it is a bug of ours, and no verdict hides it.
      if (bugs.length > 0) throw bugs[0];
      return [];
    },
  };
}

/** How the error of each planned storage fault counts at the API. */
const failureOf: Readonly<Record<StorageFaultName, StorageFailure["kind"]>> = {
  "ledger-locked": "locked",
  "ledger-read-only": "read-only",
  "commit-unknown": "broken",
};

/** Whether an error in the background comes from a storage fault of the plan. */
function isPlanned(error: unknown, { crashes }: Plan): boolean {
  const kind = storageFailureOf(error)?.kind;
  return crashes.some(({ how }) => isStorageFault(how) && failureOf[how] === kind);
}

function changedIn(callbacks: Callbacks): (payout: PayoutRecord) => void {
  return (payout) => callbacks.changed(payout);
}

/** In plain memory, which is much faster, unless the plan has a storage fault; and only a ledger on a file can be locked by another connection. */
function openLedger({ crashes }: Plan, clock: Clock): { readonly store: Store; readonly remove: () => void } {
  if (!crashes.some(({ how }) => isStorageFault(how))) return { store: createMemoryStore({ clock }), remove: () => {} };
  if (!crashes.some(({ how }) => how === "ledger-locked"))
    return { store: openSqliteStore({ file: ":memory:", clock }), remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-simulation-"));
  const store = openSqliteStore({ file: join(folder, "ledger.db"), clock });
  return { store, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function processesOf({ listening, recovered }: Fleet, instances: number): Processes {
  return {
    died: new Promise(() => {}),
    listening,
    recovered,
    single: instances === 1,
    moments: new Set(),
    seen: () => {},
  };
}
