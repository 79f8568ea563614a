import type { StrategyName } from "../../src/api/strategies/names.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { nodeFaults } from "../../src/engine/faults.ts";
import { countFates, nodeObserver, plannedFates } from "../../src/engine/node-facts.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import type { Store } from "../../src/ledger/store.ts";
import { createNode, slowMsOf } from "../../src/lightning/node.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { temporaryStore } from "../ledger/temporary-ledger.ts";
import { createDelayedRail } from "./delayed-rail.ts";
import { createFleet } from "./fleet.ts";
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

/**
 * A whole run in one process and under virtual time: the real plan, engine, service, strategies, worker, ledger, node and judge;
 * only the sockets, the clock and the disk under the ledger are not real. Messages take a time that is drawn from the seed, so each seed is another interleaving.
 */
export async function simulate(plan: Plan, options: Simulated): Promise<Reconciliation> {
  const { strategy, seed, maxDelayMs = 20, withStore = (store) => store } = options;
  const { instances, rail: profile } = plan.api;
  const clock = createVirtualClock();
  const chance = seededChance(seed);
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  const progress = createProgress(plan.payouts);
  const { railTimeoutMs } = plan.api;
  const node = createNode({
    ...{ clock, profile, fateOf: plannedFates(plan, plan.scenario), slowMs: slowMsOf(railTimeoutMs) },
    observe: nodeObserver(recorder, plan.scenario, progress),
  });
  const store = temporaryStore(":memory:", clock);
  const opening = store.openProjects(plan.projects);
  await clock.advance(1);
  await opening;
  const bugs: unknown[] = [];
  const seen = withStore(store);
  const fleet = createFleet({
    ...{ plan, strategy, instances, store: seen, clock, chance, recorder, onBug: (error) => bugs.push(error) },
    railOf: (life) => createDelayedRail({ node, clock, chance, profile, railTimeoutMs, maxDelayMs, life }),
  });
  const target = serviceTarget(store, { next: fleet.next, clock, patienceMs: plan.client.patienceMs });
  const running = runPlan({
    ...{ plan, target, recorder, clock, progress, stop: new AbortController().signal },
    ...{ faults: nodeFaults(node, () => countFates(plan) - progress.fired + fleet.crashesAhead()), quietMs: () => 50 },
    listening: fleet.listening,
    restarting: instances === 1 ? fleet.listening : undefined,
    header: {
      ...{ strategy, target: null, oracle: "node", openMeansUnpaid: true, keyPrefix: plan.scenario, again: "" },
      ...{ doubts: [], notes: [] },
    },
  });
  await through(clock, running);
  await through(clock, fleet.close());
  node.close();
  if (bugs.length > 0) throw bugs[0];
  return reconcile(log);
}

/** Lets time pass until something is through. */
async function through(clock: { advance(ms: number): Promise<void> }, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  while (!isOver) await clock.advance(50);
  await work;
}
