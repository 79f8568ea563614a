import type { Fact } from "../../src/domain/fact.ts";
import { costMsatOf } from "../../src/domain/fee.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import type { SystemUnderTest } from "../../src/engine/system-under-test.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { describe, embeddedQuietPeriod } from "../../src/systems/embedded.ts";
import { createPlannedRail } from "../../src/systems/planned-rail.ts";
import type { SystemContext } from "../../src/systems/prepared-system.ts";
import { createVirtualClock, type VirtualClock } from "../domain/virtual-clock.ts";
import { temporaryStore } from "../embedded/ledger/temporary-ledger.ts";
import { createDelayedRail } from "./delayed-rail.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import { serviceTarget } from "./service-target.ts";

/** What a simulated run may have different. */
export interface Simulated {
  readonly strategy: StrategyName;
  readonly seed: number;
  /** The longest that a message between API and node takes, each way. */
  readonly maxDelayMs?: number;
  /** Puts something between the services and the ledger. */
  readonly withStore?: (store: Store) => Store;
}

/** A simulated system, and the errors that its services did not expect. */
interface SimulatedSystem extends SystemUnderTest {
  readonly bugs: readonly unknown[];
}

/**
 * A whole run in one process and under virtual time: the real plan, engine, service, strategies, worker, ledger, node and judge;
 * only the sockets, the clock and the disk under the ledger are not real. Messages take a time that is drawn from the seed, so each seed is another interleaving.
 */
export async function simulate(plan: Plan, options: Simulated): Promise<Reconciliation> {
  return reconcile(await simulatedFacts(plan, options));
}

/** The facts of a simulated run, as its journal has them. */
export async function simulatedFacts(plan: Plan, options: Simulated): Promise<Iterable<Fact>> {
  const clock = createVirtualClock();
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  const progress = createProgress(plan.payouts);
  const stop = new AbortController().signal;
  const system = await openSimulation({ plan, recorder, progress, clock, stop }, clock, options);
  await through(clock, runPlan({ plan, system, recorder, clock, progress, stop, reproduce: "" }));
  await through(clock, system.close());
  if (system.bugs.length > 0) throw system.bugs[0];
  return log;
}

/** The embedded API, its processes and our rail under virtual time, behind the port that real systems have. */
async function openSimulation(
  context: SystemContext,
  clock: VirtualClock,
  { strategy, seed, maxDelayMs = 20, withStore = (store) => store }: Simulated,
): Promise<SimulatedSystem> {
  const { plan, recorder } = context;
  const { instances } = plan;
  const { railTimeoutMs } = plan.api;
  const { duplicates } = plan.rail;
  const chance = seededChance(seed);
  const description = describe({ ...plan, api: { ...plan.api, strategy } });
  let fleet: Fleet | undefined;
  const { node, faults } = createPlannedRail(context, plan.scenario, {
    faultsElsewhere: () => fleet?.crashesAhead() ?? 0,
    seen: () => {},
  });
  const store = temporaryStore(":memory:", clock);
  await through(clock, store.openProjects(plan.projects));
  const bugs: unknown[] = [];
  const begun = createFleet({
    plan,
    strategy,
    instances,
    store: withStore(store),
    clock,
    chance,
    recorder,
    onBug: (error) => bugs.push(error),
    railOf: (life) => createDelayedRail({ node, clock, chance, duplicates, railTimeoutMs, maxDelayMs, life }),
  });
  fleet = begun;
  return {
    description,
    target: serviceTarget(store, { next: begun.next, clock, clientTimeoutMs: description.clientTimeoutMs }),
    costMsat: costMsatOf(plan.api.fee),
    faults,
    processes: {
      died: new Promise(() => {}),
      listening: begun.listening,
      recovered: begun.listening,
      single: instances === 1,
      moments: new Set(),
      seen: () => {},
    },
    callbacks: null,
    quiescence: embeddedQuietPeriod,
    bugs,
    async close() {
      await begun.close();
      node.close();
      return [];
    },
  };
}

/** Lets time pass until something is through. */
async function through(clock: VirtualClock, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  while (!isOver) await clock.advance(50);
  await work;
}
