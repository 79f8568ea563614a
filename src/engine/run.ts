import { setMaxListeners } from "node:events";
import type { Clock } from "../domain/clock.ts";
import type { RunStarted } from "../domain/fact.ts";
import { limits } from "../scenario/limits.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { type Target, TargetError } from "../target/target.ts";
import { type AttemptContext, carryOut } from "./attempt.ts";
import { drain } from "./drain.ts";
import { exhaust } from "./exhaust.ts";
import type { FaultSource } from "./faults.ts";
import { type CarryOut, runPhase } from "./load.ts";
import type { Progress } from "./progress.ts";
import { type ReadContext, readFinal, readOpening } from "./reads.ts";
import type { Recorder } from "./recorder.ts";
import { watchBalances } from "./watch-balances.ts";
import { createWireSends, type WireSends } from "./wire-sends.ts";

/** Everything a run needs besides its plan. */
export interface RunOptions {
  readonly plan: Plan;
  /** What the run says about itself; the first fact is made of it and the plan. */
  readonly header: Pick<
    RunStarted,
    "strategy" | "target" | "oracle" | "openMeansUnpaid" | "keyPrefix" | "doubts" | "notes" | "again"
  >;
  readonly target: Target;
  readonly faults: FaultSource;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Aborted, with the name of the signal as its reason, when somebody stops the run. */
  readonly stop: AbortSignal;
  /** Resolves with the reason when the embedded API dies. */
  readonly died?: Promise<string> | undefined;
  /** Resolves when the embedded API listens, at once or when it has been restarted after a planned crash. */
  readonly listening?: (() => Promise<void>) | undefined;
  /**
   * Resolves when an embedded API that is being restarted listens again, at once where none is. A closed phase asks it before each payout,
   * as callers do who look whether anybody is there; arrivals of an open phase ask nobody.
   */
  readonly restarting?: (() => Promise<void>) | undefined;
  /** How long the balances have to stay the same to count as at rest, by how the load went. */
  readonly quietMs: (progress: Progress) => number;
}

/** An interrupted run still reads what is known, but nobody wants to wait long for it. */
const INTERRUPTED_DRAIN_MS = 3_000;

/**
 * Carries out a plan and records what happened: opening reads, load, heal, drain, final reads. Judges nothing, and does not fail
 * because money is missing, or because the API answers nonsense or dies; those are facts.
 */
export async function runPlan(options: RunOptions): Promise<void> {
  const { plan, header, target, recorder, progress } = options;
  const projectIds = plan.projects.map(({ projectId }) => projectId);
  const reads = { target, recorder, projectIds, keyPrefix: header.keyPrefix };
  recorder.start();
  recorder.record(runStarted(plan, header));
  const { cursors, readable } = await readOpening(reads);
  const unrest = readable ? await loadAndDrain(options, reads) : UNREADABLE;
  progress.stage = "reads";
  const moved = readable ? await readFinal(reads, cursors) : "";
  recorder.record({
    kind: "drained",
    atMs: recorder.atMs(),
    ok: unrest === "" && moved === "",
    reason: unrest || moved,
  });
  recorder.record({ kind: "run-ended", atMs: recorder.atMs() });
}

const UNREADABLE = "no payout was sent, because no opening balance could be read";

/** The answer is "" when everything came to rest, or says what did not. */
async function loadAndDrain(options: RunOptions, reads: ReadContext): Promise<string> {
  const { recorder, faults } = options;
  const ending = watchEnding(options);
  const wire = createWireSends(options);
  try {
    const trouble = await toleratingTarget(() => watchedLoad(options, reads, wire, ending.signal));
    const unhealed = await toleratingTarget(() => faults.heal());
    const unrest = ending.died() === "" ? await comeToRest(options, reads.projectIds, ending.death) : "";
    if (ending.died() !== "") {
      recorder.record({ kind: "api-exited", atMs: recorder.atMs(), reason: ending.died() });
      return "the payout API was gone before everything could come to rest";
    }
    return trouble === "" ? unhealed || unrest : `the load was cut short: ${trouble}`;
  } finally {
    ending.close();
    if (ending.interruptedBy() !== "") {
      recorder.record({ kind: "interrupted", atMs: recorder.atMs(), signal: ending.interruptedBy() });
    }
  }
}

/** Trouble with the target in the middle of a run is a fact about the run and no reason to lose it. */
async function toleratingTarget(work: () => Promise<void>): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    if (error instanceof TargetError) return error.message;
    throw error;
  }
}

function runStarted(plan: Plan, header: RunOptions["header"]): RunStarted {
  const concurrencies = plan.phases.flatMap(({ arrival }) => (arrival.kind === "closed" ? [arrival.concurrency] : []));
  const names = [...new Set(plan.faults.map(({ name }) => name))];
  const plannedFor = (name: string) =>
    plan.faults.reduce((sum, fault) => (fault.name === name ? sum + fault.planned : sum), 0);
  return {
    kind: "run-started",
    atMs: 0,
    format: 1,
    scenario: plan.scenario,
    description: plan.description,
    seed: plan.seed,
    ...header,
    retryKey: plan.client.retryKey,
    payouts: plan.payouts,
    concurrency: concurrencies.length === 0 ? null : Math.max(...concurrencies),
    projectIds: plan.projects.map(({ projectId }) => projectId),
    faults: names.map((name) => ({ name, planned: plannedFor(name) })),
    ...{ thresholds: plan.thresholds, alerts: plan.alerts },
    expect: plan.expect,
    doubts: [...plan.doubts, ...header.doubts],
  };
}

/** Joins the three things that end a load early: somebody stops it, the API dies, the time is up. */
function watchEnding({ stop, died, clock }: RunOptions) {
  const own = new AbortController();
  const death = new AbortController();
  let timeIsUp = false;
  void died?.then((why) => {
    death.abort(why);
    own.abort();
  });
  const close = clock.timeout(limits.loadMs, () => {
    timeIsUp = true;
    own.abort();
  });
  const signal = AbortSignal.any([stop, own.signal]);
  // Every retry that waits listens to it: that is many, and no leak.
  setMaxListeners(0, signal);
  return {
    signal,
    death: death.signal,
    died: () => (death.signal.aborted ? String(death.signal.reason) : ""),
    interruptedBy: () => (stop.aborted ? String(stop.reason) : timeIsUp ? "its limit of 30 minutes" : ""),
    close,
  };
}

/** The load with everything that follows from it while the faults are still there, and the balances meanwhile. */
async function watchedLoad(options: RunOptions, reads: ReadContext, wire: WireSends, stop: AbortSignal): Promise<void> {
  const watch = watchBalances(reads, options.clock);
  try {
    options.progress.stage = "load";
    await load(options, wire, stop);
    options.progress.stage = "rest";
    // What is still on the wire belongs to the load: healed or read too early, it would meet no fault, and move money afterwards.
    await wire.settled();
    await exhaust({ ...options, projectIds: reads.projectIds, withinMs: options.plan.drainMs / 2, stop });
  } finally {
    await watch.stop();
  }
}

async function load(options: RunOptions, wire: WireSends, stop: AbortSignal): Promise<void> {
  for (const phase of options.plan.phases) {
    if (stop.aborted) return;
    await options.faults.begin(phase);
    await loadPhase(options, phase, wire, stop);
  }
}

/** How one payout of a phase is carried out. */
function carrier(options: RunOptions, { arrival }: PlannedPhase, context: AttemptContext): CarryOut {
  const { restarting } = options;
  if (restarting === undefined || arrival.kind === "open") return (payout) => carryOut(context, payout);
  return async (payout) => {
    await restarting();
    await carryOut(context, payout);
  };
}

async function loadPhase(options: RunOptions, phase: PlannedPhase, wire: WireSends, stop: AbortSignal): Promise<void> {
  const { plan, header, clock, recorder, progress } = options;
  let mostInFlight = 0;
  const context: AttemptContext = {
    ...{ plan, clock, recorder, progress, stop, keyPrefix: header.keyPrefix, wire },
    inFlight: (attempts) => {
      if (attempts > mostInFlight) mostInFlight = attempts;
    },
  };
  progress.phase = phase.name;
  await runPhase(phase, carrier(options, phase, context), clock, stop);
  const concurrency = phase.arrival.kind === "closed" ? phase.arrival.concurrency : null;
  const { name, payouts } = phase;
  recorder.record({ kind: "phase-ended", atMs: recorder.atMs(), phase: name, payouts, concurrency, mostInFlight });
}

/** The final reads follow, so the answer waits for an API that is being restarted at that moment. */
async function comeToRest(options: RunOptions, projectIds: readonly string[], death: AbortSignal): Promise<string> {
  const { target, faults, clock, plan, quietMs, stop, header, listening } = options;
  const hurry = { stop, withinMs: INTERRUPTED_DRAIN_MS };
  // The time for coming to rest is none for starting a process.
  await listening?.();
  const unrest = await drain({
    ...{ target, projectIds, paymentsInFlight: faults.paymentsInFlight, drainMs: plan.drainMs, clock, hurry },
    quietMs: quietMs(options.progress),
    nodeIsOurs: header.oracle === "node",
    death,
  });
  await listening?.();
  return unrest;
}
