import type { Clock } from "../domain/clock.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { TargetError } from "../target/target.ts";
import { type AttemptContext, carryOut } from "./attempt.ts";
import { awaitPlannedFaults } from "./await-planned-faults.ts";
import { createDeadline, onAbort } from "./deadline.ts";
import { drain } from "./drain.ts";
import { type EarlyEnd, watchForEarlyEnd } from "./early-end.ts";
import { createKnownPayments, type KnownPayments } from "./known-payments.ts";
import { type CarryOut, runPhase } from "./load.ts";
import type { Progress } from "./progress.ts";
import { type EntryMarks, type ReadContext, readFinal, readOpening } from "./reads.ts";
import type { Recorder } from "./recorder.ts";
import { runStarted } from "./run-started.ts";
import type { SystemUnderTest } from "./system.ts";
import { watchBalances } from "./watch-balances.ts";
import { createWireSends, type WireSends } from "./wire-sends.ts";

/** A plan, the system that it is carried out against, and who is told. */
export interface Run {
  readonly plan: Plan;
  readonly system: SystemUnderTest;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Aborted, with the name of the signal as its reason, when somebody stops the run. */
  readonly stop: AbortSignal;
  /** The line that repeats the run. */
  readonly reproduce: string;
  /** True where the first fact of the run stands in the journal already. */
  readonly isAnnounced?: boolean;
}

/** The same while it is carried out. */
interface Course extends Run {
  readonly reads: ReadContext;
  readonly ending: EarlyEnd;
  readonly wire: WireSends;
  readonly known: KnownPayments | null;
}

/** An interrupted run still reads what is known, but nobody wants to wait long for it. */
const INTERRUPTED_MS = { drain: 3_000, reads: 5_000 };

/**
 * Carries out a plan and records what happened: opening reads, load, heal, drain, final reads. Judges nothing, and does not fail
 * because money is missing, or because the API answers nonsense or dies; those are facts.
 */
export async function runPlan(run: Run): Promise<void> {
  const { recorder, progress } = run;
  recorder.start();
  if (run.isAnnounced !== true) recorder.record(runStarted(run.plan, run.system.description, run.reproduce));
  const course = begun(run);
  const { reads, ending } = course;
  const { marks, readable } = await readOpening(reads, ending.signal);
  const unfinished: readonly Unfinished[] = readable ? await loadAndDrain(course) : [{ kind: "no-opening-balance" }];
  ending.recordInterruption();
  progress.stage = "reads";
  const moved = readable ? await finalReads(course, marks) : [];
  ending.recordInterruption();
  recorder.record({ kind: "drained", atMs: recorder.atMs(), unfinished: unfinished.length > 0 ? unfinished : moved });
  recorder.record({ kind: "run-ended", atMs: recorder.atMs() });
}

function begun(run: Run): Course {
  const { plan, system, recorder, clock, stop } = run;
  const { target, description, processes, quiescence } = system;
  const { keyPrefix, clientTimeoutMs } = description;
  const known = quiescence.booksAreFinal ? null : createKnownPayments(plan, system);
  if (known !== null) recorder.listen((fact) => known.enter(fact));
  const projectIds = plan.projects.map(({ projectId }) => projectId);
  return {
    ...run,
    reads: { target, recorder, projectIds, keyPrefix },
    ending: watchForEarlyEnd({ clock, recorder, stop, died: processes?.died }),
    wire: createWireSends({ plan, target, clientTimeoutMs, clock, recorder }),
    known,
  };
}

/** The answer tells what did not come to rest. */
async function loadAndDrain(course: Course): Promise<readonly Unfinished[]> {
  const { recorder, system, ending } = course;
  const unlimited = ending.limitLoad();
  const trouble = await toleratingTarget(() => watchedLoad(course)).finally(unlimited);
  const unhealed = await toleratingTarget(() => system.faults.heal());
  const unfinished = ending.died() === null ? await comeToRest(course) : [];
  const died = ending.died();
  if (died !== null) {
    recorder.record({ kind: "api-exited", atMs: recorder.atMs(), reason: died });
    return [{ kind: "service-exited" }];
  }
  if (trouble !== null) return [{ kind: "load-cut-short", reason: trouble }];
  return unhealed === null ? unfinished : [{ kind: "faults-not-healed", reason: unhealed }];
}

/** Trouble with the target in the middle of a run is a fact about the run and no reason to lose it; the answer is null for none. */
async function toleratingTarget(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof TargetError) return error.message;
    throw error;
  }
}

/** The load with everything that follows from it while the faults are still there, and the balances meanwhile. */
async function watchedLoad(course: Course): Promise<void> {
  const { plan, system, reads, clock, progress, wire, ending } = course;
  const { target, faults, quiescence } = system;
  const { projectIds, keyPrefix } = reads;
  const watch = watchBalances(reads, clock, ending.signal);
  try {
    progress.stage = "load";
    for (const phase of plan.phases) {
      if (ending.signal.aborted) break;
      await faults.begin(phase);
      await loadPhase(course, phase);
    }
    progress.stage = "drain";
    // What is still on the wire belongs to the load: healed or read too early, it would meet no fault, and move money afterwards.
    await wire.settled();
    const withinMs = plan.drainMs / 2;
    await awaitPlannedFaults({
      target,
      projectIds,
      keyPrefix,
      faults,
      progress,
      clock,
      pace: quiescence.pace,
      withinMs,
      stop: ending.signal,
    });
  } finally {
    await watch.stop();
  }
}

async function loadPhase(course: Course, phase: PlannedPhase): Promise<void> {
  const { plan, system, clock, recorder, progress, wire, ending } = course;
  const { processes, description, costMsat } = system;
  let mostInFlight = 0;
  const context: AttemptContext = {
    plan,
    keyPrefix: description.keyPrefix,
    costMsat,
    wire,
    clock,
    recorder,
    progress,
    stop: ending.signal,
    // Of several instances one is still there, and who sends to them does not know which.
    listening: processes?.single ? () => processes.listening() : null,
    keepsIds: processes === null,
    inFlight(attempts) {
      if (attempts > mostInFlight) mostInFlight = attempts;
    },
  };
  progress.phase = phase.name;
  await runPhase(phase, carrier(phase, context), clock, ending.signal);
  const concurrency = phase.arrival.kind === "closed" ? phase.arrival.concurrency : null;
  const { name, payouts } = phase;
  recorder.record({ kind: "phase-ended", atMs: recorder.atMs(), phase: name, payouts, concurrency, mostInFlight });
}

/**
 * How one payout of a phase is carried out. Callers of a closed phase look whether anybody is there before they send; arrivals of an open
 * phase ask nobody, and wait as everybody does only before they ask again.
 */
function carrier({ arrival }: PlannedPhase, context: AttemptContext): CarryOut {
  const { listening, stop } = context;
  if (listening === null || arrival.kind === "open") return (payout) => carryOut(context, payout);
  return async (payout) => {
    await listening();
    if (!stop.aborted) await carryOut(context, payout);
  };
}

/** The final reads follow, so the answer waits for an API that is being restarted at that moment. */
async function comeToRest({ plan, system, reads, clock, stop, ending, known }: Course): Promise<readonly Unfinished[]> {
  const { target, faults, quiescence, processes, description } = system;
  // The time for coming to rest is none for starting a process.
  await processes?.listening();
  const unfinished = await drain({
    target,
    projectIds: reads.projectIds,
    keyPrefix: reads.keyPrefix,
    oracle: description.oracle,
    paymentsInFlight: () => faults.paymentsInFlight(),
    quiescence,
    known,
    drainMs: plan.drainMs,
    clock,
    death: ending.death,
    hurry: { stop, withinMs: INTERRUPTED_MS.drain },
  });
  await processes?.listening();
  return unfinished;
}

/** The reads have limits of their own; once somebody stops the run, they have this long. */
async function finalReads({ reads, clock, stop }: Course, marks: EntryMarks): Promise<readonly Unfinished[]> {
  const deadline = createDeadline(clock, Number.POSITIVE_INFINITY);
  const unhook = onAbort(stop, () => deadline.shorten(INTERRUPTED_MS.reads));
  try {
    return await readFinal(reads, marks, deadline.signal);
  } finally {
    unhook();
    deadline.cancel();
  }
}
