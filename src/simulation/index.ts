import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { costMsatOf } from "../domain/fee.ts";
import { isStorageFault, type StorageFaultName } from "../domain/interruption.ts";
import { seededChance } from "../domain/random.ts";
import type { Callbacks } from "../embedded/callbacks/queue.ts";
import { createMemoryStore } from "../embedded/ledger/memory-store.ts";
import type { PayoutRecord } from "../embedded/ledger/payout-records.ts";
import { openSqliteStore } from "../embedded/ledger/sqlite-store.ts";
import { type StorageFailure, storageFailureOf } from "../embedded/ledger/storage-failure.ts";
import type { Store } from "../embedded/ledger/store.ts";
import type { Processes, SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import type { Plan } from "../scenario/plan.ts";
import { embeddedDoor, withCallbacks } from "../systems/client-callbacks.ts";
import { describe, embeddedQuietPeriod } from "../systems/embedded.ts";
import { createPlannedRail } from "../systems/planned-rail.ts";
import type { PreparedSystem, SystemContext } from "../systems/prepared-system.ts";
import { createDelayedRail, travels } from "./delayed-rail.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import { serviceTarget } from "./service-target.ts";
import { delayedCallbacks, delayedWebhooks, SIMULATED_CALLBACK_URL } from "./telling.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** What a simulated run may have different. */
export interface SimulationOptions {
  /** Draws how long each message takes; by default the seed of the plan. */
  readonly seed?: number | undefined;
  /** The longest that a message between API and node takes, each way. */
  readonly maxDelayMs?: number | undefined;
  /** Puts something between the services and the ledger. */
  readonly withStore?: ((store: Store) => Store) | undefined;
}

/** One run in virtual time. */
export interface Simulation {
  /** The clock of everything in the run. It stands still until the system is opened, and again once it is closed. */
  readonly clock: Clock;
  /** The embedded API and our rail, in this process. */
  prepare(context: SystemContext): PreparedSystem;
}

/** As far as a message goes within one machine. */
const MAX_DELAY_MS = 2;

/**
 * A whole run in one process and in virtual time: the real plan, engine, service, strategies, worker, ledger, node and judge; only the
 * sockets, the clock and the disk under the ledger are not real. Messages take a time that is drawn, so each seed is another interleaving.
 */
export function createSimulation(options: SimulationOptions = {}): Simulation {
  const clock = createVirtualClock();
  return {
    clock,
    prepare: (context) => ({
      description: describeSimulated(context.plan),
      open: () => openSimulation(context, clock, options),
      discard: async () => {},
    }),
  };
}

function describeSimulated(plan: Plan): SystemDescription {
  const description = describe(plan);
  return { ...description, notes: [...description.notes, "simulated in virtual time: no sockets, processes or disk"] };
}

/** The embedded API, its processes and our rail, behind the port that real systems have. */
async function openSimulation(
  context: SystemContext,
  clock: VirtualClock,
  { seed = context.plan.seed, maxDelayMs = MAX_DELAY_MS, withStore = (store) => store }: SimulationOptions,
): Promise<SystemUnderTest> {
  const { plan, recorder } = context;
  const { railTimeoutMs } = plan.api;
  const { duplicates } = plan.rail;
  const chance = seededChance(seed);
  const travel = travels(clock, chance, maxDelayMs);
  const description = describeSimulated(plan);
  const door = embeddedDoor(context);
  let fleet: Fleet | undefined;
  const { node, faults } = createPlannedRail(context, plan.scenario, {
    faultsElsewhere: () => fleet?.crashesAhead() ?? 0,
    seen: () => {},
  });
  const { store, remove: removeLedger } = openLedger(plan, clock);
  const stopTime = clock.drive();
  await store.openProjects(plan.projects);
  const bugs: unknown[] = [];
  const news = plan.api.webhooks ? delayedWebhooks(() => fleet?.next(), { clock, travel }) : undefined;
  const begun = createFleet({
    ...{ plan, strategy: plan.api.strategy, instances: plan.instances },
    ...{ store: withStore(store), clock, chance, recorder },
    onBug: (error) => {
      if (!isPlanned(error, plan)) bugs.push(error);
    },
    railOf: (life) => createDelayedRail({ node, clock, duplicates, railTimeoutMs, travel, life, news }),
    changedOf: door && ((life) => changedIn(delayedCallbacks(door, { clock, travel, life }))),
  });
  fleet = begun;
  return {
    description,
    target: serviceTarget(store, {
      ...{ next: begun.next, clock, travel, clientTimeoutMs: description.clientTimeoutMs },
      callbackUrl: door && SIMULATED_CALLBACK_URL,
    }),
    costMsat: costMsatOf(plan.api.fee),
    faults: withCallbacks(faults, door),
    processes: processesOf(begun, plan.instances),
    callbacks: door,
    quiescence: embeddedQuietPeriod(plan),
    async close() {
      await begun.close();
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

/** In memory, which is much faster, unless the plan has a storage fault. */
function openLedger({ crashes }: Plan, clock: Clock): { readonly store: Store; readonly remove: () => void } {
  if (!crashes.some(({ how }) => isStorageFault(how))) return { store: createMemoryStore({ clock }), remove: () => {} };
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
