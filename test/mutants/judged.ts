import { systemClock } from "../../src/domain/clock.ts";
import { satsOf } from "../../src/domain/money.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import type { SystemUnderTest } from "../../src/engine/system.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { createNode, slowMsOf } from "../../src/rail/node.ts";
import { createRestRail } from "../../src/rail/rest-client.ts";
import { startNodeServer } from "../../src/rail/rest-server.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import { createEndings, type Endings, type SystemContext } from "../../src/systems/system-context.ts";
import { openTarget } from "../../src/systems/target.ts";
import { offerRail, openTargetOnRail } from "../../src/systems/target-on-rail.ts";
import { lastRequest, nothingHeld } from "./last-request.ts";
import { fatesByNumber, withoutRailFaults } from "./own-node.ts";
import { serve } from "./serve.ts";
import type { Trial } from "./trial.ts";

const usual = {
  name: "judged",
  seed: 1,
  projects: { shop: { balance: 1_000_000 } },
  api: { railTimeout: "40ms" },
  load: [{ name: "all", payouts: 20, concurrency: 4 }],
};

/**
 * How long everything may take to come to rest. Who is honest gets the time of a machine that is busy, and hardly ever takes it; what is
 * wrong stays wrong, and is waited for in vain.
 */
export const drains = { honest: "4s", wrong: "1s" } as const;

/**
 * A whole run on an API that is not ours: the real plan, engine, wire, rail and judge, and real sockets between all of them. The API pays
 * through our rail, which is the oracle. Nothing of the run is left when it resolves or rejects.
 */
export async function judged(trial: Trial, drain: string): Promise<Reconciliation> {
  const plan = planOf({ ...usual, drain, ...trial.scenario });
  return carriedOut(plan, async (context, endings) => {
    const rail = await offerRail(0, context);
    endings.add(() => rail.close());
    const url = await listening(trial, rail.url, plan, endings);
    return openTargetOnRail({ url, ...trial.declares }, rail, context);
  });
}

/**
 * The same, where nothing is believed but what the API answers and lists. It pays through a node of its own, of which nobody is told
 * anything. That node does to its payments what the scenario says all the same; only the switch of the API, where it has one, is told.
 */
export async function judgedByAnswers(trial: Trial, drain: string): Promise<Reconciliation> {
  const scenario = { ...usual, drain, ...trial.scenario };
  const plan = planOf(scenario);
  return carriedOut(trial.hasSwitch ? plan : planOf(withoutRailFaults(scenario)), async (context, endings) => {
    const { railTimeoutMs } = plan.api;
    const fateOf = trial.hasSwitch ? () => "settle" as const : fatesByNumber(plan);
    const node = createNode({ clock: context.clock, ...plan.rail, fateOf, slowMs: slowMsOf(railTimeoutMs) });
    endings.add(async () => node.close());
    const server = await startNodeServer(node);
    endings.add(() => server.close());
    const url = await listening(trial, server.url, plan, endings);
    return openTarget({ url, ...trial.declares }, context);
  });
}

async function carriedOut(
  plan: Plan,
  open: (context: SystemContext, endings: Endings) => Promise<SystemUnderTest>,
): Promise<Reconciliation> {
  const clock = systemClock;
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  const progress = createProgress(plan.payouts);
  const stop = new AbortController().signal;
  const endings = createEndings();
  try {
    const system = await open({ plan, recorder, progress, clock, stop }, endings);
    endings.add(() => system.close());
    await runPlan({ plan, system, recorder, clock, progress, stop, reproduce: "" });
    return reconcile(log);
  } finally {
    await endings.close();
  }
}

/** The API of a trial behind HTTP, with a node at this address behind it; the answer is where it listens. */
async function listening(
  { api: Api, inHaste = false }: Trial,
  railUrl: string,
  plan: Plan,
  endings: Endings,
): Promise<string> {
  const clock = systemClock;
  const { railTimeoutMs } = plan.api;
  const rail = createRestRail({ url: railUrl, railTimeoutMs, clock, ...plan.rail });
  endings.add(() => rail.close());
  const projects = plan.projects.map(({ projectId, balanceMsat }) => ({ projectId, balanceSats: satsOf(balanceMsat) }));
  const api = new Api({ rail, clock, projects });
  const projectIds = projects.map(({ projectId }) => projectId);
  const served = await serve(api, inHaste ? nothingHeld : lastRequest(api, plan.payouts, projectIds));
  endings.add(() => served.close());
  return served.url;
}

function planOf(scenario: object): Plan {
  const parsed = parseScenario(JSON.stringify(scenario), "judged.json");
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  return planScenario(parsed.scenario);
}
