import type { Clock } from "../domain/clock.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { TargetError } from "../service/target.ts";
import { leftOpen } from "./left-open.ts";
import { type AttemptFact, type DrivenPhase, type LoadDriver, LoadNotOver } from "./load-driver.ts";
import type { Outcomes } from "./outcomes.ts";
import { phaseEnded } from "./phase-ended.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { SystemUnderTest } from "./system-under-test.ts";

/** What it takes to have the phases of a plan driven. */
export interface DrivenRun {
  readonly plan: Plan;
  readonly system: SystemUnderTest;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly outcomes: Outcomes | null;
  /** Aborted when no more payouts are to be sent. */
  readonly stop: AbortSignal;
  /** Tells whoever runs it a sentence. */
  readonly say?: ((sentence: string) => void) | undefined;
}

/**
 * Has a driver send every phase, and takes what it tells into the journal when it has told everything: on several machines one may have begun
 * a phase before another one has ended the last. @throws TargetError where a phase is not complete, LoadNotOver where that may still be sent
 */
export async function drivePhases(run: DrivenRun, driver: LoadDriver): Promise<void> {
  const { plan, system, recorder, progress, stop, outcomes } = run;
  const told: AttemptFact[] = [];
  const clocks: { readonly first: number; readonly parts: Int16Array }[] = [];
  const release = recorder.hold();
  try {
    for (const phase of plan.phases) {
      if (stop.aborted) break;
      await system.faults.begin(phase);
      const { facts, parts, problem, isOver } = await drivePhase(run, driver, phase);
      for (const fact of facts) told.push(fact);
      clocks.push({ first: phase.first, parts });
      if (!isOver)
        throw new LoadNotOver(
          `${problem ?? "the load is not complete"}: nothing is judged, because ${driver.name} may still be sending`,
        );
      if (problem !== null) throw new TargetError("nonsense", problem);
    }
  } finally {
    const aheadMs = release(
      told.sort((one, other) => one.atMs - other.atMs),
      (payout) => clockOf(clocks, payout),
    );
    driver.merged?.(aheadMs);
    const open = leftOpen(plan, system.description.keyPrefix, told);
    for (const { sent, answer } of open) outcomes?.leftOpen(sent, answer);
    progress.open += open.length;
  }
}

/** A part of one phase may be on another machine than that of the next. */
function clockOf(
  phases: readonly { readonly first: number; readonly parts: Int16Array }[],
  payout: PayoutNumber,
): string | null {
  const index = phases.findIndex(({ first, parts }) => payout >= first && payout < first + parts.length);
  const phase = phases[index];
  const part = phase?.parts[payout - phase.first] ?? -1;
  return part === -1 ? null : `${index} ${part}`;
}

async function drivePhase(run: DrivenRun, driver: LoadDriver, phase: PlannedPhase): Promise<DrivenPhase> {
  const { plan, system, clock, recorder, progress, stop, say = () => {} } = run;
  const { target, costMsat, description } = system;
  const { keyPrefix, clientTimeoutMs } = description;
  progress.phase = phase.name;
  const times = { startedEpochMs: recorder.startedEpochMs(), atMs: recorder.atMs, stop };
  const context = { plan, target, costMsat, keyPrefix, clientTimeoutMs, clock, progress, say, ...times };
  const driven = await driver.carryOut(phase, context);
  recorder.record(phaseEnded(phase, driven.mostInFlight, recorder.atMs()));
  return driven;
}
