import type { Clock } from "./domain/clock.ts";
import { systemClock } from "./domain/clock.ts";
import { freshSeed } from "./domain/random.ts";
import type { Reconciliation } from "./domain/reconciliation.ts";
import { createProgress, type Progress } from "./engine/progress.ts";
import type { PreparedRun, RunContext } from "./engine/run-context.ts";
import { prepareEmbedded } from "./engine/run-embedded.ts";
import type { ForeignTarget } from "./engine/run-on-target.ts";
import { createFactLog, type FactLog } from "./journal/fact-log.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { type Overrides, type Plan, planScenario } from "./scenario/plan.ts";
import type { Scenario } from "./scenario/schema.ts";

/** How to carry out a plan. */
export interface RunOptions {
  /** A payout API of somebody else's; without it the embedded one is started. */
  readonly target?: ForeignTarget | undefined;
  /** Abort it, with the name of the signal as the reason, to stop the load, drain, and report what is known. */
  readonly stop?: AbortSignal | undefined;
  /** Called once with the counters of the run, which change while it lasts. */
  readonly watch?: ((progress: Progress) => void) | undefined;
  /** The line that repeats the run, for the report. */
  readonly again?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Where the facts go; given by a caller who wants them even if the run fails. */
  readonly journal?: FactLog | undefined;
}

/** A run and what it proves. */
export interface ScenarioRun {
  /** Every fact of the run in order; enough to judge it again. */
  readonly journal: FactLog;
  readonly reconciliation: Reconciliation;
}

/** A run whose parts are being started, so that its start does not have to wait for the end of another run. */
export interface PreparedScenario {
  /** Carries it out and reconciles it. @throws TargetError when there is no API to run against. */
  run(): Promise<ScenarioRun>;
  /** Ends whatever was started for a run that will not take place. */
  discard(): Promise<void>;
}

/**
 * The whole story: a plan, in which every chance is already drawn, is carried out; what happened becomes facts; the facts are
 * reconciled. A scenario becomes a plan first, with what `options` say otherwise than it does; without any seed one is drawn.
 * @throws PlanError when the scenario cannot be carried out with these options, TargetError when there is no API to run against.
 */
export async function runScenario(what: Scenario | Plan, options: RunOptions & Overrides = {}): Promise<ScenarioRun> {
  const plan =
    "phases" in what ? what : planScenario(what, { ...options, seed: options.seed ?? what.seed ?? freshSeed() });
  return prepareScenario(plan, options).run();
}

/** The same in two steps: the parts of the run begin to start now, and the run begins when it is told to. */
export function prepareScenario(plan: Plan, options: RunOptions = {}): PreparedScenario {
  const journal = options.journal ?? createFactLog();
  const progress = createProgress(plan.payouts);
  const prepared = prepare(plan, options.target, {
    ...{ log: journal, progress, clock: options.clock ?? systemClock },
    stop: options.stop ?? new AbortController().signal,
    again: options.again ?? "",
  });
  return {
    async run() {
      options.watch?.(progress);
      await prepared.run();
      return { journal, reconciliation: reconcile(journal) };
    },
    discard: () => prepared.discard(),
  };
}

function prepare(plan: Plan, target: ForeignTarget | undefined, context: RunContext): PreparedRun {
  if (target === undefined) return prepareEmbedded(plan, context);
  return {
    // What is already there needs no start, and nothing of it is ours to end.
    run: async () => (await import("./engine/run-on-target.ts")).runOnTarget(plan, target, context),
    discard: async () => {},
  };
}
