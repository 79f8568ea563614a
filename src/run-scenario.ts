import type { Clock } from "./domain/clock.ts";
import { systemClock } from "./domain/clock.ts";
import { freshSeed } from "./domain/random.ts";
import type { Reconciliation } from "./domain/reconciliation.ts";
import { createProgress, type Progress } from "./engine/progress.ts";
import { createRecorder } from "./engine/recorder.ts";
import { runPlan } from "./engine/run.ts";
import { runStarted } from "./engine/run-started.ts";
import { createFactLog, type FactLog } from "./journal/fact-log.ts";
import { reconcile } from "./reconcile/index.ts";
import type { TimelineDetail } from "./reconcile/tally-findings.ts";
import { type Overrides, type Plan, planScenario } from "./scenario/plan.ts";
import type { Scenario } from "./scenario/schema.ts";
import type { ExternalTarget } from "./systems/external-target.ts";
import { prepareSystem } from "./systems/index.ts";

/** How to carry out a plan. */
export interface RunOptions {
  /** A payout API of somebody else's; without it the embedded one is started. */
  readonly target?: ExternalTarget | undefined;
  /** Abort it, with the name of the signal as the reason, to stop the load, drain, and report what is known. */
  readonly stop?: AbortSignal | undefined;
  /** Called once with the counters of the run, which change while it lasts. */
  readonly watch?: ((progress: Progress) => void) | undefined;
  /** Which payouts of a finding the report tells of: the first, the worst and the last, or all of them. */
  readonly timelines?: TimelineDetail | undefined;
  /** The line that repeats the run, for the report. */
  readonly reproduce?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Where the facts go; given by a caller who wants them even if the run fails. */
  readonly journal?: FactLog | undefined;
  /**
   * Told, in a sentence, of whatever the run changed and could not put back, such as the switch of a target; also where the run fails. The
   * report has it among its notes.
   */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** A run and what it proves. */
export interface ScenarioRun {
  /** Every fact of the run in order; enough to judge it again. */
  readonly journal: FactLog;
  readonly reconciliation: Reconciliation;
}

/** A run whose system is being started, so that its start does not have to wait for the end of another run. */
export interface PreparedScenario {
  /** Carries it out and reconciles it. @throws TargetError when there is no API to run against. */
  run(): Promise<ScenarioRun>;
  /** Ends whatever was started for a run that will not take place. */
  discard(): Promise<void>;
}

/**
 * The whole story: a plan, in which every chance is already drawn, is carried out against a system; what happened becomes facts; the facts
 * are reconciled. A scenario becomes a plan first, with what `options` say otherwise than it does; without any seed one is drawn.
 * @throws PlanError when the scenario cannot be carried out with these options, TargetError when there is no API to run against.
 */
export async function runScenario(what: Scenario | Plan, options: RunOptions & Overrides = {}): Promise<ScenarioRun> {
  const plan =
    "phases" in what ? what : planScenario(what, { ...options, seed: options.seed ?? what.seed ?? freshSeed() });
  return prepareScenario(plan, options).run();
}

/** The same in two steps: the system begins to start now, and the run begins when it is told to. */
export function prepareScenario(plan: Plan, options: RunOptions = {}): PreparedScenario {
  const { journal = createFactLog(), clock = systemClock, reproduce = "" } = options;
  const { stop = new AbortController().signal } = options;
  const progress = createProgress(plan.payouts);
  const recorder = createRecorder(journal, clock);
  const prepared = prepareSystem(options.target, { plan, recorder, progress, clock, stop });
  return {
    async run() {
      options.watch?.(progress);
      const { description } = prepared;
      const isAnnounced = description !== null;
      if (isAnnounced) recorder.record(runStarted(plan, description, reproduce));
      const system = await prepared.open();
      let leftBehind: readonly string[] = [];
      try {
        await runPlan({ plan, system, recorder, clock, progress, stop, reproduce, isAnnounced });
      } finally {
        leftBehind = await system.close();
        for (const sentence of leftBehind) options.warn?.(sentence);
      }
      const reconciliation = reconcile(journal, { timelines: options.timelines });
      return { journal, reconciliation: noting(reconciliation, leftBehind) };
    },
    discard: () => prepared.discard(),
  };
}

/** What was left behind is known only after the last fact, so it stands in the report and not in the journal. */
function noting(reconciliation: Reconciliation, sentences: readonly string[]): Reconciliation {
  return sentences.length === 0
    ? reconciliation
    : { ...reconciliation, notes: [...reconciliation.notes, ...sentences] };
}
