import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNode, slowMsOf } from "../lightning/node.ts";
import { startNodeServer } from "../lightning/rest-server.ts";
import type { Plan } from "../scenario/plan.ts";
import { type EmbeddedApi, ownCommand, startEmbeddedApi } from "../target/embedded.ts";
import { type Target, TargetError } from "../target/target.ts";
import { type FaultSource, nodeFaults } from "./faults.ts";
import { shortfalls } from "./funds.ts";
import { nodeObserver, plannedFates } from "./node-facts.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { runPlan } from "./run.ts";
import type { PreparedRun, RunContext } from "./run-context.ts";

/** Every payment has resolved at the node before this wait begins, so it only has to outlast the API's own bookkeeping. */
const QUIET_MS = 50;

/** Everything that one run stands on. */
interface Parts {
  readonly api: EmbeddedApi;
  readonly target: Target;
  readonly recorder: Recorder;
  readonly faults: FaultSource;
  close(): Promise<void>;
}

/**
 * Starts what a plan needs, on parts of our own: the Lightning node here, in this process, and the payout API as a child on a ledger
 * file of its own. Whatever happens, nothing of it is left when the run resolves or rejects, or when it was discarded.
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
    ...{ plan, target, recorder, clock, progress, stop, faults, died: api.died, quietMs: () => QUIET_MS },
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

async function assemble(plan: Plan, { log, clock, progress }: RunContext): Promise<Parts> {
  const recorder = createRecorder(log, clock);
  const fates = plannedFates(plan, plan.scenario);
  const node = createNode({
    clock,
    fateOf: fates.fateOf,
    observe: nodeObserver(recorder, plan.scenario, progress),
    slowMs: slowMsOf(plan.api.railTimeoutMs),
  });
  const endings: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const folder = await temporaryFolder();
    // The API removes it too: so it goes whichever of the two is killed.
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const server = await startNodeServer(node);
    endings.push(() => server.close());
    const starting = startEmbeddedApi({
      ...{ command: ownCommand(), railUrl: server.url, ledgerFolder: folder, clock },
      ...{ projects: plan.projects, strategy: plan.api.strategy, railTimeoutMs: plan.api.railTimeoutMs },
    });
    // Loading the HTTP client takes a third of the time of the API's start, so the two go side by side.
    const loading = import("../target/http-target.ts");
    const api = await starting;
    endings.push(() => api.stop());
    const { createHttpTarget } = await loading;
    const target = createHttpTarget({ url: api.url, clock, patienceMs: plan.client.patienceMs });
    endings.push(() => target.close());
    return { api, target, recorder, faults: nodeFaults(node, fates), close };
  } catch (error) {
    await close();
    throw error;
  }
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
