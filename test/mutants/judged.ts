import { systemClock } from "../../src/domain/clock.ts";
import { satsOf } from "../../src/domain/money.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import type { SystemUnderTest } from "../../src/engine/system-under-test.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { createNode, slowMsOf } from "../../src/rail/core/node.ts";
import { startNodeServer } from "../../src/rail/dialects/lnd-rest.ts";
import type { RailEvent } from "../../src/rail/port.ts";
import { createRestRail } from "../../src/rail/rest-rail.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import type { CallbackDoor } from "../../src/systems/callback-door.ts";
import { type Cleanup, createCleanup } from "../../src/systems/cleanup.ts";
import { clientDoor, withCallbacks } from "../../src/systems/client-callbacks.ts";
import { openExternalTarget } from "../../src/systems/external-target.ts";
import { openRail } from "../../src/systems/open-rail.ts";
import { createPlannedRail, uniquePrefix } from "../../src/systems/planned-rail.ts";
import type { SystemContext } from "../../src/systems/prepared-system.ts";
import { lastRequest, nothingHeld } from "./last-request.ts";
import { fatesByNumber, withoutRailFaults } from "./own-node.ts";
import type { PayoutApi } from "./payout-api.ts";
import { serve } from "./serve.ts";
import type { Trial } from "./trial.ts";

const lndOnAnyPort = {
  rails: { node: { dialect: "lnd-rest", tls: false, isOpen: true } },
  hasAddresses: false,
} as const;

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
  if (trial.hears === true) return judgedWithWebhooks(trial, drain);
  const plan = planOf({ ...usual, drain, ...trial.scenario });
  return carriedOut(plan, async (context, cleanup) => {
    const rail = await openRail(lndOnAnyPort, context, "absorbed");
    cleanup.add(() => rail.host.close());
    const { url, api } = await listening(trial, rail.host.rails.get("node")?.url ?? "", plan, cleanup);
    const system = await openExternalTarget({ url, ...trial.declares }, context, rail);
    return trial.callsBack === true ? calledBack(system, api, clientDoor(context, rail.keyPrefix)) : system;
  });
}

/** The same behind a node that tells the API by webhook how a payment ended, as hosted providers do. */
async function judgedWithWebhooks(trial: Trial, drain: string): Promise<Reconciliation> {
  const plan = planOf({ ...usual, drain, ...trial.scenario });
  return carriedOut(plan, async (context, cleanup) => {
    const keyPrefix = uniquePrefix(plan, context.clock);
    const { node, faults } = createPlannedRail(context, keyPrefix);
    let hear: (event: RailEvent) => void = () => {};
    const server = await startNodeServer(node, {
      news:
        ({ paymentHash, kind }) =>
        async (tried) => {
          // A webhook is a request of its own, so it never comes in the middle of the answer that it overtakes.
          await context.clock.sleep(1);
          hear({ paymentHash, status: kind });
          tried?.(true);
          return true;
        },
    });
    cleanup.add(() => server.close());
    const { url, api } = await listening(trial, server.url, plan, cleanup);
    hear = (event) => api.hear(event);
    const system = await openExternalTarget({ url, ...trial.declares }, context, {
      host: { close: async () => node.close() },
      keyPrefix,
      faults,
    });
    return trial.callsBack === true ? calledBack(system, api, clientDoor(context, keyPrefix)) : system;
  });
}

/**
 * The same, where nothing is believed but what the API answers and lists. It pays through a node of its own, of which nobody is told
 * anything. That node does to its payments what the scenario says all the same; only the switch of the API, where it has one, is told.
 */
export async function judgedByAnswers(trial: Trial, drain: string): Promise<Reconciliation> {
  const scenario = { ...usual, drain, ...trial.scenario };
  const plan = planOf(scenario);
  return carriedOut(trial.hasSwitch ? plan : planOf(withoutRailFaults(scenario)), async (context, cleanup) => {
    const { railTimeoutMs } = plan.api;
    const { duplicates } = plan.rail;
    const faultOf = trial.hasSwitch ? () => "settle" as const : fatesByNumber(plan);
    const node = createNode({ clock: context.clock, duplicates, faultOf, slowMs: slowMsOf(railTimeoutMs) });
    cleanup.add(async () => node.close());
    const server = await startNodeServer(node);
    cleanup.add(() => server.close());
    const { url } = await listening(trial, server.url, plan, cleanup);
    return openExternalTarget({ url, ...trial.declares }, context);
  });
}

async function carriedOut(
  plan: Plan,
  open: (context: SystemContext, cleanup: Cleanup) => Promise<SystemUnderTest>,
): Promise<Reconciliation> {
  const clock = systemClock;
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  const progress = createProgress(plan.payouts);
  const stop = new AbortController().signal;
  const cleanup = createCleanup();
  try {
    const system = await open({ plan, recorder, progress, clock, stop }, cleanup);
    cleanup.add(() => system.close());
    await runPlan({ plan, system, recorder, clock, progress, stop, reproduce: "" });
    return reconcile(log);
  } finally {
    await cleanup.close();
  }
}

/** The API of a trial behind HTTP, with a node at this address behind it; the answer is where it listens. */
async function listening(
  { api: Api, inHaste = false }: Trial,
  railUrl: string,
  plan: Plan,
  cleanup: Cleanup,
): Promise<{ readonly url: string; readonly api: PayoutApi }> {
  const clock = systemClock;
  const { railTimeoutMs } = plan.api;
  const { duplicates } = plan.rail;
  const rail = createRestRail({ url: railUrl, railTimeoutMs, clock, duplicates });
  cleanup.add(() => rail.close());
  const projects = plan.projects.map(({ projectId, balanceMsat }) => ({ projectId, balanceSats: satsOf(balanceMsat) }));
  const api = new Api({ rail, clock, projects });
  const projectIds = projects.map(({ projectId }) => projectId);
  const served = await serve(api, inHaste ? nothingHeld : lastRequest(api, plan.payouts, projectIds));
  cleanup.add(() => served.close());
  return { url: served.url, api };
}

/** The callbacks of an API, as if they came over HTTP, at a door where the plan may have faults for them. */
function calledBack(system: SystemUnderTest, api: PayoutApi, door: CallbackDoor): SystemUnderTest {
  api.called = (key, outcome) =>
    door.arrive({ key, means: outcome, because: "none", payoutId: "", word: outcome }) === "taken";
  const { description, faults } = system;
  // The embedded contract names nobody to call back; here the API knows.
  const doubts = description.doubts.filter(({ kind }) => kind !== "fault-impossible");
  return { ...system, description: { ...description, doubts }, callbacks: door, faults: withCallbacks(faults, door) };
}

function planOf(scenario: object): Plan {
  const parsed = parseScenario(JSON.stringify(scenario), "judged.json");
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  return planScenario(parsed.scenario);
}
