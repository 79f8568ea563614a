import { systemClock } from "../../src/domain/clock.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { nodeFaults } from "../../src/engine/faults.ts";
import { countFates, nodeObserver, plannedFates } from "../../src/engine/node-facts.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { createNode, slowMsOf } from "../../src/lightning/node.ts";
import { createRestRail } from "../../src/lightning/rest-client.ts";
import { startNodeServer } from "../../src/lightning/rest-server.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import { createHttpTarget } from "../../src/target/http-target.ts";
import { lastRequest, nothingHeld } from "./last-request.ts";
import { serve } from "./serve.ts";
import type { Trial } from "./trial.ts";

const usual = {
  name: "judged",
  seed: 1,
  projects: { shop: { balance: 1_000_000 } },
  api: { railTimeout: "40ms" },
  load: [{ name: "all", payouts: 20, concurrency: 4 }],
};

/** How long balances have to stay the same: longer than any API here takes for its bookkeeping. */
const QUIET_MS = 200;

/**
 * A whole run on an API that is not ours: the real plan, engine, wire, node, rail and judge, and real sockets between all of them. The
 * node is ours, so it is the oracle. Nothing of the run is left when it resolves or rejects.
 */
export async function judged({ api: Api, scenario = {}, inHaste = false }: Trial): Promise<Reconciliation> {
  const plan = planOf({ ...usual, ...scenario });
  const clock = systemClock;
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  const progress = createProgress(plan.payouts);
  const { railTimeoutMs, rail: profile } = plan.api;
  const node = createNode({
    ...{ clock, profile, fateOf: plannedFates(plan, plan.scenario), slowMs: slowMsOf(railTimeoutMs) },
    observe: nodeObserver(recorder, plan.scenario, progress),
  });
  const endings: (() => Promise<void>)[] = [async () => node.close()];
  try {
    const nodeServer = await startNodeServer(node);
    endings.push(() => nodeServer.close());
    const rail = createRestRail({ url: nodeServer.url, railTimeoutMs, clock, profile });
    endings.push(() => rail.close());
    const api = new Api({ rail, clock, projects: plan.projects });
    const projectIds = plan.projects.map(({ projectId }) => projectId);
    const served = await serve(api, inHaste ? nothingHeld : lastRequest(api, plan.payouts, projectIds));
    endings.push(() => served.close());
    const target = createHttpTarget({ url: served.url, clock, patienceMs: plan.client.patienceMs });
    endings.push(() => target.close());
    await runPlan({
      ...{ plan, target, recorder, clock, progress, stop: new AbortController().signal },
      ...{ faults: nodeFaults(node, () => countFates(plan) - progress.fired), quietMs: () => QUIET_MS },
      header: {
        ...{ strategy: null, target: served.url, oracle: "node", openMeansUnpaid: true, keyPrefix: plan.scenario },
        ...{ again: "", doubts: [], notes: [] },
      },
    });
    return reconcile(log);
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

function planOf(scenario: object): Plan {
  const parsed = parseScenario(JSON.stringify(scenario), "judged.json");
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  return planScenario(parsed.scenario);
}
