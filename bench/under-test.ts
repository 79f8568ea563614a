import { pathToFileURL } from "node:url";
import {
  createFactLog,
  defineScenario,
  type FactLog,
  type Overrides,
  type Plan,
  planScenario,
  reconcile,
  type ScenarioInput,
} from "chaos-payout";
import { noBarrier } from "../src/domain/barrier.ts";
import { systemClock } from "../src/domain/clock.ts";
import { costMsat } from "../src/domain/fee.ts";
import { carryOut, requestOf } from "../src/engine/attempt.ts";
import { runPhase } from "../src/engine/load.ts";
import { createProgress } from "../src/engine/progress.ts";
import { createRecorder } from "../src/engine/recorder.ts";
import { runStarted } from "../src/engine/run-started.ts";
import type { SystemDescription } from "../src/engine/system-under-test.ts";
import { createWireSends } from "../src/engine/wire-sends.ts";
import { artilleryEngine } from "../src/load/artillery/engine.ts";
import { createLoadDriver } from "../src/load/driver.ts";
import { createNode } from "../src/rail/core/node.ts";
import { startNodeServer } from "../src/rail/dialects/lnd-rest.ts";
import { paymentOf } from "../src/rail/payment-hash.ts";
import { createRestRail } from "../src/rail/rest-rail.ts";
import { createHttpTarget } from "../src/service/http-target.ts";

/**
 * Everything that the benchmark takes from inside the product, so that a change there has one place to be followed here. What has a
 * public name is imported by it and comes from `dist`; the rest is compiled beside the benchmark with the same settings.
 */

const CLIENT_TIMEOUT_MS = 10_000;

/** A scenario as a plan. @throws ScenarioError, PlanError */
export function planOf(scenario: ScenarioInput, overrides: Overrides = {}): Plan {
  return planScenario(defineScenario(scenario), overrides);
}

/** A plan of equal payouts in one closed phase, without faults. */
export function plainPlan(payouts: number, concurrency: number): Plan {
  return planOf({
    name: "bench",
    seed: 1,
    projects: { project_test_001: { balance: 1_000_000_000_000 } },
    payouts: { amount: 1000 },
    load: [{ name: "all", payouts, concurrency }],
    client: { timeout: "10s" },
  });
}

/** The load engine alone: sends the whole plan to `url` and records every answer. `seconds` is what the load took. */
export async function loadEngine(
  url: string,
  plan: Plan,
): Promise<{ readonly log: FactLog; readonly seconds: number }> {
  const clock = systemClock;
  const target = createHttpTarget({ url, clock, clientTimeoutMs: CLIENT_TIMEOUT_MS });
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  recorder.start();
  recorder.record(runStarted(plan, descriptionOf(url, plan), ""));
  const context = {
    client: plan.client,
    requestOf: (payout: number, attempt: number) => requestOf(plan, plan.scenario, payout, attempt),
    costMsat,
    barrier: noBarrier,
    listening: null,
    // As of a service of somebody else's, of which more is remembered.
    keepsIds: true,
    outcomes: null,
    lookUp: null,
    clientTimeoutMs: CLIENT_TIMEOUT_MS,
    wire: createWireSends({ plan, target, processes: null, clock, recorder, clientTimeoutMs: CLIENT_TIMEOUT_MS }),
    clock,
    recorder,
    progress: createProgress(plan.payouts),
    stop: new AbortController().signal,
    inFlight: () => {},
  };
  const started = performance.now();
  for (const phase of plan.phases) {
    await runPhase(phase, (payout) => carryOut(context, payout), clock, context.stop);
  }
  const seconds = (performance.now() - started) / 1000;
  await target.close();
  return { log, seconds };
}

/** A server that answers, and says nothing of itself. */
function descriptionOf(target: string, plan: Plan): SystemDescription {
  return {
    strategy: null,
    target,
    oracle: "answers",
    injectedTimeouts: "unknown",
    routingFees: "absorbed",
    sharedInvoices: false,
    staleReadsMs: 0,
    clientTimeoutMs: CLIENT_TIMEOUT_MS,
    keyPrefix: plan.scenario,
    mayHold: { ppm: 0, atLeastMsat: 0 },
    feeOnRefund: "returned",
    doubts: [],
    notes: [],
  };
}

/** What it takes to record the facts of a run once more, and to judge them, in seconds. */
export function judgeAgain(
  log: FactLog,
  payouts: number,
): { readonly recording: number; readonly reconciling: number } {
  const facts = [...log];
  const started = performance.now();
  const again = createFactLog();
  for (const fact of facts) again.record(fact);
  const recorded = performance.now();
  const judged = reconcile(log).payouts;
  const done = performance.now();
  if (judged !== payouts) throw new Error(`the journal tells of ${judged} payouts, and ${payouts} were sent`);
  return { recording: (recorded - started) / 1000, reconciling: (done - recorded) / 1000 };
}

/** A node that fails every payment, settles every repetition of it, and counts how often each payee was paid. */
export async function startFailingNode(settled: Map<string, number>) {
  const node = createNode({
    clock: systemClock,
    faultOf: (_payment, isRepeat) => (isRepeat ? "settle" : "failure"),
    observe: ({ kind, payee }) => {
      if (kind === "settled") settled.set(payee, (settled.get(payee) ?? 0) + 1);
    },
  });
  return await startNodeServer(node);
}

/** A node that settles every payment, on any free port. */
export async function startSettlingNode() {
  const node = createNode({ clock: systemClock, faultOf: () => "settle", observe: () => {} });
  return await startNodeServer(node);
}

/** Pays so often through a node, so many payments at once. Returns the seconds. */
export async function payThrough(url: string, payments: number, atOnce: number, name: string): Promise<number> {
  const rail = createRestRail({ url, railTimeoutMs: CLIENT_TIMEOUT_MS, clock: systemClock });
  let next = 0;
  const pay = async () => {
    while (next < payments) {
      next += 1;
      const answer = await rail.send(paymentOf(`${name} ${next}`, `bench_player_${next}`, 1_000_000));
      if (answer.kind !== "settled") throw new Error(`a payment ended as ${answer.kind}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, pay));
  const seconds = (performance.now() - started) / 1000;
  await rail.close();
  return seconds;
}

/** A load engine alone: has it send the whole plan to `url`. Returns the seconds from the first attempt to the last answer. */
export async function drivenLoad(
  url: string,
  plan: Plan,
  engine: { readonly name: "artillery" | "k6"; readonly program: string; readonly script: string },
): Promise<number> {
  const target = createHttpTarget({ url, clock: systemClock, clientTimeoutMs: CLIENT_TIMEOUT_MS });
  const driver = createLoadDriver({
    engine: artilleryEngine(pathToFileURL(engine.script)),
    program: engine.program,
    processes: 1,
  });
  const startedMs = systemClock.now();
  const times = { startedEpochMs: systemClock.epochMs(), atMs: () => systemClock.now() - startedMs };
  const progress = createProgress(plan.payouts);
  const run = { plan, target, keyPrefix: plan.scenario, clientTimeoutMs: CLIENT_TIMEOUT_MS, costMsat, progress };
  const context = { ...run, ...times, clock: systemClock, stop: new AbortController().signal, say: () => {} };
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, 0];
  for (const phase of plan.phases) {
    const { facts, problem } = await driver.carryOut(phase, context);
    if (problem !== null) throw new Error(problem);
    for (const { atMs } of facts) [firstMs, lastMs] = [Math.min(firstMs, atMs), Math.max(lastMs, atMs)];
  }
  await target.close();
  return (lastMs - firstMs) / 1000;
}
