import { type Barrier, noBarrier } from "../domain/barrier.ts";
import type { Clock } from "../domain/clock.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { TargetError } from "../service/target.ts";
import { AnsweredIds } from "./answered-ids.ts";
import { type AttemptContext, carryOut, requestOf } from "./attempt.ts";
import { awaitPlannedFaults } from "./await-planned-faults.ts";
import { createDeadline, onAbort } from "./deadline.ts";
import { drain } from "./drain.ts";
import { drivePhases } from "./drive-phases.ts";
import { type EarlyEnd, watchForEarlyEnd } from "./early-end.ts";
import { KnownPayments } from "./known-payments.ts";
import { type CarryOut, runPhase } from "./load.ts";
import type { LoadDriver } from "./load-driver.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import { phaseEnded } from "./phase-ended.ts";
import type { Progress } from "./progress.ts";
import { type EntryMarks, type ReadContext, readFinal, readOpening } from "./reads.ts";
import type { Recorder } from "./recorder.ts";
import { runStarted } from "./run-started.ts";
import type { SystemUnderTest } from "./system-under-test.ts";
import { watchBalances } from "./watch-balances.ts";
import { createWireSends, type WireSends } from "./wire-sends.ts";

/** A plan, the system that it is carried out against, and where the facts go. */
export interface Run {
  readonly plan: Plan;
  readonly system: SystemUnderTest;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Sends the payouts in our place; by default we do. */
  readonly driver?: LoadDriver | undefined;
  /** Makes the events at both ends of the service wait for each other; by default none does. */
  readonly barrier?: Barrier | undefined;
  /** Tells whoever runs it a sentence. */
  readonly say?: ((sentence: string) => void) | undefined;
  /** Aborted by whoever stops the run, with the name of the signal as its reason. */
  readonly stop: AbortSignal;
  /** The command that reproduces the run. */
  readonly reproduce: string;
  /** True where the journal already has the first fact of the run. */
  readonly isAnnounced?: boolean;
}

/** A run with what it needs while it is carried out. */
interface OngoingRun extends Run {
  readonly reads: ReadContext;
  readonly earlyEnd: EarlyEnd;
  readonly wire: WireSends;
  readonly known: KnownPayments | null;
  readonly outcomes: Outcomes | null;
}

/** How long an interrupted run may still take to finish. */
const INTERRUPTED_MS = { drain: 3_000, reads: 5_000 };

/**
 * Carries out a plan and records what happened: opening reads, load, heal, drain, final reads. It judges nothing, and it does not fail when
 * money is missing or the API answers nonsense or dies: those are facts.
 */
export async function runPlan(given: Run): Promise<void> {
  const { recorder } = given;
  recorder.start();
  if (given.isAnnounced !== true) recorder.record(runStarted(given.plan, given.system.description, given.reproduce));
  const run = begin(given);
  try {
    await carryOutPlan(run);
  } finally {
    run.earlyEnd.close();
  }
}

async function carryOutPlan(run: OngoingRun): Promise<void> {
  const { recorder, progress, reads, earlyEnd } = run;
  const { marks, readable } = await readOpening(reads, earlyEnd.signal);
  const stopAsking = () => run.outcomes?.stopAsking();
  const unfinished: readonly Unfinished[] = readable
    ? await loadAndDrain(run).finally(stopAsking)
    : [{ kind: "no-opening-balance" }];
  earlyEnd.recordInterruption();
  progress.stage = "reads";
  const moved = readable ? await finalReads(run, marks) : [];
  earlyEnd.recordInterruption();
  recorder.record({ kind: "drained", atMs: recorder.atMs(), unfinished: unfinished.length > 0 ? unfinished : moved });
  run.outcomes?.close();
  recorder.record({ kind: "run-ended", atMs: recorder.atMs() });
}

function begin(run: Run): OngoingRun {
  const { plan, system, recorder, clock, stop, progress } = run;
  const { target, description, processes, quiescence, callbacks } = system;
  const { keyPrefix, clientTimeoutMs } = description;
  const known = quiescence.booksAreFinal ? null : new KnownPayments(plan, system);
  if (known !== null) recorder.listen((fact) => known.enter(fact));
  const projectIds = plan.projects.map(({ projectId }) => projectId);
  const answered = keepsIds(system) ? new AnsweredIds() : null;
  if (answered !== null) recorder.listen((fact) => answered.enter(fact));
  const earlyEnd = watchForEarlyEnd({ clock, recorder, stop, died: processes?.died });
  const { retryKey } = plan.client;
  const learning = { poll: target.poll, callbacks, keyPrefix, retryKey, keepsIds: keepsIds(system) };
  return {
    earlyEnd,
    known,
    ...run,
    reads: { target, recorder, projectIds, keyPrefix, namedBy: answered, caughtUp: caughtUpWith(system) },
    outcomes: createOutcomes({ clock, recorder, progress, stop: earlyEnd.signal, ...learning }),
    wire: createWireSends({ plan, target, processes, clientTimeoutMs, clock, recorder }),
  };
}

/** The fee of a route may be taken as soon as our rail has paid it, so that has to be recorded before a balance that shows it. */
function caughtUpWith({ description, faults }: SystemUnderTest): ReadContext["caughtUp"] {
  return description.routingFees === "passed-on" ? () => faults.allRecorded() : undefined;
}

/** Sends the load, heals the faults and drains. Returns what did not finish. */
async function loadAndDrain(run: OngoingRun): Promise<readonly Unfinished[]> {
  const { recorder, system, earlyEnd } = run;
  const stopTimer = earlyEnd.limitLoad();
  const loadError = await targetErrorOf(() => load(run)).finally(stopTimer);
  const healError = await targetErrorOf(() => system.faults.heal());
  const unfinished = earlyEnd.died() === null ? await drainRun(run) : [];
  const died = earlyEnd.died();
  if (died !== null) {
    recorder.record({ kind: "api-exited", atMs: recorder.atMs(), reason: died });
    return [{ kind: "service-exited" }];
  }
  const lost = await targetErrorOf(() => system.faults.allRecorded());
  if (lost !== null) return [{ kind: "read-failed", reason: lost }];
  if (loadError !== null) return [{ kind: "load-cut-short", reason: loadError }];
  if (healError !== null) return [{ kind: "faults-not-healed", reason: healError }];
  // Events of a rail elsewhere come late: what the drain did not see yet may still be in flight.
  const payments = system.faults.paymentsInFlight();
  return unfinished.length > 0 || payments <= 0 ? unfinished : [{ kind: "payments-in-flight", payments }];
}

/** The message of the target's error, which is a fact about the run and no reason to lose it; null where there was none. */
async function targetErrorOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof TargetError) return error.message;
    throw error;
  }
}

/** Sends every phase, and waits for the faults that are still to come. The balances are read meanwhile. */
async function load(run: OngoingRun): Promise<void> {
  const { plan, system, reads, clock, progress, wire, earlyEnd, outcomes } = run;
  const { faults, quiescence } = system;
  // What a driver sent is known only when its phase is over, so a balance that is read meanwhile could not be judged.
  const watch = run.driver === undefined ? watchBalances(reads, clock, earlyEnd.signal) : null;
  try {
    progress.stage = "load";
    if (run.driver !== undefined) await drivePhases({ ...run, stop: earlyEnd.signal }, run.driver);
    else {
      for (const phase of plan.phases) {
        if (earlyEnd.signal.aborted) break;
        await faults.begin(phase);
        await loadPhase(run, phase);
      }
    }
    progress.stage = "drain";
    // A request that is still on the wire belongs to the load: after the heal it would meet no fault, and move money after the reads.
    await wire.settled();
    outcomes?.startAsking();
    const { pace } = quiescence;
    const withinMs = plan.drainMs / 2;
    const pendingOutcomes = () => outcomes?.pending() ?? 0;
    const { signal: stop } = earlyEnd;
    await awaitPlannedFaults({ faults, progress, clock, pace, withinMs, stop, pendingOutcomes, ...reads });
  } finally {
    await watch?.stop();
  }
}

async function loadPhase(run: OngoingRun, phase: PlannedPhase): Promise<void> {
  const { plan, system, clock, recorder, progress, wire, earlyEnd, outcomes } = run;
  const { barrier = noBarrier } = run;
  const { processes, description, costMsat } = system;
  let mostInFlight = 0;
  const context: AttemptContext = {
    client: plan.client,
    requestOf: (payout, attempt) => requestOf(plan, description.keyPrefix, payout, attempt),
    costMsat,
    wire,
    clock,
    recorder,
    progress,
    barrier,
    stop: earlyEnd.signal,
    // Of several instances one is still up, and the sender does not know which.
    listening: processes?.single ? () => processes.listening() : null,
    keepsIds: keepsIds(system),
    outcomes,
    lookUp: system.target.lookUp,
    clientTimeoutMs: description.clientTimeoutMs,
    inFlight(attempts) {
      if (attempts > mostInFlight) mostInFlight = attempts;
    },
  };
  progress.phase = phase.name;
  await runPhase(phase, senderOf(phase, context), clock, earlyEnd.signal);
  recorder.record(phaseEnded(phase, mostInFlight, recorder.atMs()));
}

/** A service that we did not write may name a payout by another id later, in a list or in a callback. */
function keepsIds({ processes, description }: SystemUnderTest): boolean {
  return processes === null || description.target !== null;
}

/** Callers of a closed phase wait for a listening API before they send. Arrivals of an open phase wait only before a retry. */
function senderOf({ arrival }: PlannedPhase, context: AttemptContext): CarryOut {
  const { listening, stop } = context;
  if (listening === null || arrival.kind === "open") return (payout) => carryOut(context, payout);
  return async (payout) => {
    await listening();
    if (!stop.aborted) await carryOut(context, payout);
  };
}

/** Waits before and after for an API that is being restarted or paused: that takes nothing from the drain, and the final reads follow. */
async function drainRun(run: OngoingRun): Promise<readonly Unfinished[]> {
  const { plan, system, reads, clock, stop, earlyEnd, known, outcomes } = run;
  const { faults, quiescence, processes, description } = system;
  await processes?.recovered();
  const unfinished = await drain({
    oracle: description.oracle,
    ...reads,
    paymentsInFlight: () => faults.paymentsInFlight(),
    pendingOutcomes: () => outcomes?.pending() ?? 0,
    quiescence,
    known,
    drainMs: plan.drainMs,
    clock,
    death: earlyEnd.death,
    hurry: { stop, withinMs: INTERRUPTED_MS.drain },
  });
  await processes?.recovered();
  return unfinished;
}

/** The reads have limits of their own; an interrupted run shortens them. */
async function finalReads(
  { reads, clock, stop, outcomes }: OngoingRun,
  marks: EntryMarks,
): Promise<readonly Unfinished[]> {
  const deadline = createDeadline(clock, Number.POSITIVE_INFINITY);
  const unhook = onAbort(stop, () => deadline.shorten(INTERRUPTED_MS.reads));
  try {
    const isAsked = (await outcomes?.askOnceMore(deadline.signal)) ?? true;
    const moved = await readFinal(reads, marks, deadline.signal);
    const pending = outcomes?.pending() ?? 0;
    return isAsked || pending === 0 ? moved : [{ kind: "payouts-open", payouts: pending, words: [] }, ...moved];
  } finally {
    unhook();
    deadline.cancel();
  }
}
