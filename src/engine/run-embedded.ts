import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import type { FactLog } from "../journal/fact-log.ts";
import { createNode } from "../lightning/node.ts";
import { startNodeServer } from "../lightning/rest-server.ts";
import type { Plan } from "../scenario/plan.ts";
import { ownCommand, startEmbeddedApi } from "../target/embedded.ts";
import { createHttpTarget } from "../target/http-target.ts";
import { nodeFaults } from "./faults.ts";
import { nodeObserver, plannedFates } from "./node-facts.ts";
import type { Progress } from "./progress.ts";
import { createRecorder } from "./recorder.ts";
import { runPlan } from "./run.ts";

/** What every run is given besides its plan. */
export interface RunContext {
  readonly log: FactLog;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly stop: AbortSignal;
  /** The line that repeats the run. */
  readonly again: string;
}

/** Every payment has resolved at the node before this wait begins, so it only has to outlast the API's own bookkeeping. */
const QUIET_MS = 50;

/** How much of the API's patience a `slow` payment takes. */
const SLOW_SHARE = 0.4;

/**
 * Carries out a plan on parts of our own: the Lightning node here, in this process, and the payout API as a child on a ledger file
 * of its own. Whatever happens, nothing of it is left when this resolves or rejects.
 */
export async function runEmbedded(plan: Plan, context: RunContext): Promise<void> {
  const { log, clock, progress, stop, again } = context;
  const keyPrefix = plan.scenario;
  const recorder = createRecorder(log, clock);
  const node = createNode({
    clock,
    fateOf: plannedFates(plan, keyPrefix),
    observe: nodeObserver(recorder, keyPrefix, progress),
    slowMs: plan.api.railTimeoutMs * SLOW_SHARE,
  });
  const endings: (() => Promise<void>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), "chaos-payout-"));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const server = await startNodeServer(node);
    endings.push(() => server.close());
    const ledgerFile = join(folder, "ledger.db");
    const api = await startEmbeddedApi({
      ...{ command: ownCommand(), railUrl: server.url, ledgerFile, clock },
      ...{ projects: plan.projects, strategy: plan.api.strategy, railTimeoutMs: plan.api.railTimeoutMs },
    });
    endings.push(() => api.stop());
    const target = createHttpTarget({ url: api.url, clock, patienceMs: plan.client.patienceMs });
    endings.push(() => target.close());
    await runPlan({
      ...{ plan, target, recorder, clock, progress, stop, faults: nodeFaults(node), died: api.died, quietMs: QUIET_MS },
      header: {
        ...{ strategy: plan.api.strategy, target: null, oracle: "node", keyPrefix, again },
        ...{ doubts: [], notes: [] },
      },
    });
  } finally {
    for (const end of endings.reverse()) await end();
  }
}
