// The load engine of chaos-payout on a plain server: payouts go out, every answer is parsed, classified and recorded.
import { systemClock } from "../dist/domain/clock.js";
import { carryOut } from "../dist/engine/attempt.js";
import { runPhase } from "../dist/engine/load.js";
import { createProgress } from "../dist/engine/progress.js";
import { createRecorder } from "../dist/engine/recorder.js";
import { createWireSends } from "../dist/engine/wire-sends.js";
import { createFactLog } from "../dist/journal/fact-log.js";
import { createHttpTarget } from "../dist/target/http-target.js";

/** A plan of equal payouts in one closed phase. */
export function plainPlan(payouts, concurrency) {
  return {
    scenario: "bench",
    description: "",
    seed: 1,
    projects: [{ projectId: "project_test_001", balanceSats: 1e12 }],
    payouts,
    amountsSats: new Uint32Array(payouts).fill(1000),
    projectOf: new Uint16Array(payouts),
    phases: [{ name: "all", first: 1, payouts, arrival: { kind: "closed", concurrency }, rates: [] }],
    fates: new Map(),
    wire: new Map(),
    faults: [],
    client: { patienceMs: 10_000, attempts: 1, backoffMs: 20, retryKey: "same" },
    api: { strategy: "naive", railTimeoutMs: 100, crashes: [], rail: "lnd", instances: 1 },
    drainMs: 5_000,
    thresholds: {},
    alerts: plan.alerts,
    expect: { verdict: "balanced" },
    doubts: [],
  };
}

/** Sends the whole plan to `url`. The answer holds the log and the seconds that the load took. */
export async function engineLoad(url, plan) {
  const clock = systemClock;
  const target = createHttpTarget({ url, clock, patienceMs: plan.client.patienceMs });
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  recorder.start();
  const [{ projectId }] = plan.projects;
  log.record({
    kind: "run-started",
    atMs: 0,
    format: 1,
    scenario: plan.scenario,
    description: "",
    seed: plan.seed,
    strategy: null,
    target: url,
    oracle: "answers",
    openMeansUnpaid: true,
    keyPrefix: "bench",
    retryKey: "same",
    payouts: plan.payouts,
    concurrency: plan.phases[0].arrival.concurrency,
    projectIds: [projectId],
    faults: [],
    thresholds: {},
    alerts: plan.alerts,
    expect: plan.expect,
    doubts: [],
    notes: [],
    again: "",
  });
  const context = {
    plan,
    keyPrefix: "bench",
    wire: createWireSends({ plan, target, clock, recorder }),
    clock,
    recorder,
    progress: createProgress(plan.payouts),
    stop: new AbortController().signal,
    inFlight: () => {},
  };
  const started = performance.now();
  await runPhase(plan.phases[0], (payout) => carryOut(context, payout), clock, context.stop);
  const seconds = (performance.now() - started) / 1000;
  await target.close();
  return { log, seconds };
}
