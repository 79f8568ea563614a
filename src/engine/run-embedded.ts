import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNode, type LightningNode, slowMsOf } from "../lightning/node.ts";
import { openNodeServer } from "../lightning/rest-server.ts";
import type { Plan } from "../scenario/plan.ts";
import { ownCommand } from "../target/embedded.ts";
import { type EmbeddedFleet, type FleetEvent, startEmbeddedFleet } from "../target/embedded-fleet.ts";
import { spread } from "../target/spread.ts";
import { type Target, TargetError } from "../target/target.ts";
import { type FaultSource, nodeFaults } from "./faults.ts";
import { shortfalls } from "./funds.ts";
import { countFates, nodeObserver, plannedFates } from "./node-facts.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { runPlan } from "./run.ts";
import type { PreparedRun, RunContext } from "./run-context.ts";

/** Every payment has resolved at the node before this wait begins, so it only has to outlast the API's own bookkeeping. */
const QUIET_MS = 50;

/** Everything that one run stands on. */
interface Parts {
  readonly api: EmbeddedFleet;
  readonly target: Target;
  readonly recorder: Recorder;
  readonly faults: FaultSource;
  close(): Promise<void>;
}

/**
 * Starts what a plan needs, on parts of our own: the Lightning node here, in this process, and the payout API as one child or several on
 * a ledger file of their own. Whatever happens, nothing of it is left when the run resolves or rejects, or when it was discarded.
 */
export function prepareEmbedded(plan: Plan, context: RunContext): PreparedRun {
  const starting = assemble(plan, context);
  // Whoever runs it is told why it did not start; until then nobody listens.
  starting.catch(() => {});
  return {
    async run() {
      const parts = await starting;
      try {
        await runOn(parts, plan, context);
      } finally {
        await parts.close();
      }
    },
    discard: () =>
      starting.then(
        (parts) => parts.close(),
        () => {},
      ),
  };
}

function runOn({ api, target, recorder, faults }: Parts, plan: Plan, context: RunContext): Promise<void> {
  const { clock, progress, stop, again } = context;
  return runPlan({
    ...{ plan, target, recorder, clock, progress, stop, faults, quietMs: () => QUIET_MS },
    ...{ died: api.died, listening: () => api.listening() },
    // Of several instances one is still there, and who sends to them does not know which.
    restarting: plan.api.crashes.length > 0 && plan.api.instances === 1 ? () => api.listening() : undefined,
    header: {
      ...{
        strategy: plan.api.strategy,
        target: null,
        oracle: "node",
        openMeansUnpaid: true,
        keyPrefix: plan.scenario,
        again,
      },
      ...{ doubts: [], notes: shortfalls(plan) },
    },
  });
}

async function assemble(plan: Plan, context: RunContext): Promise<Parts> {
  const { log, clock } = context;
  const recorder = createRecorder(log, clock);
  const node = planNode(plan, recorder, context);
  const endings: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const folder = await temporaryFolder();
    // The API removes it too: so it goes whichever of the two is killed.
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const server = await openNodeServer(node);
    endings.push(() => server.close());
    const { strategy, railTimeoutMs, rail, instances, crashes } = plan.api;
    const starting = startEmbeddedFleet({
      ...{ command: ownCommand(), railUrl: server.url, ledgerFolder: folder, clock, observe: crashObserver(recorder) },
      ...{ projects: plan.projects, strategy, railTimeoutMs, railProfile: rail, instances, crashes },
    });
    // Loading the HTTP client takes a third of the time of the API's start, so the two go side by side.
    const loading = import("../target/http-target.ts");
    const api = await starting;
    endings.push(() => api.stop());
    const { createHttpTarget } = await loading;
    await server.ready;
    const [first, ...others] = api.urls.map((url) => {
      return createHttpTarget({ url, clock, patienceMs: plan.client.patienceMs });
    });
    if (first === undefined) throw new RangeError("a fleet without an instance");
    const target = others.length === 0 ? first : spread([first, ...others]);
    endings.push(() => target.close());
    const unmet = () => countFates(plan) - context.progress.fired + api.crashesAhead();
    return { api, target, recorder, faults: nodeFaults(node, unmet), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function planNode(plan: Plan, recorder: Recorder, { clock, progress }: RunContext): LightningNode {
  return createNode({
    ...{ clock, fateOf: plannedFates(plan, plan.scenario), profile: plan.api.rail },
    ...{ observe: nodeObserver(recorder, plan.scenario, progress), slowMs: slowMsOf(plan.api.railTimeoutMs) },
  });
}

/** A crash is what the API did, so it is a fact like every payment. */
function crashObserver(recorder: Recorder): (event: FleetEvent) => void {
  return (event) => {
    const atMs = recorder.atMs();
    const { instance } = event;
    switch (event.kind) {
      case "crashed":
        return recorder.record({ kind: "api-crashed", atMs, point: event.point, instance });
      case "restarted":
        return recorder.record({ kind: "api-restarted", atMs, instance });
    }
  };
}

async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), "chaos-payout-"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TargetError(
      "unreachable",
      `the ledger has no place in the temporary folder ${tmpdir()} (${reason}): set TMPDIR`,
    );
  }
}
