import type { Barrier } from "./domain/barrier.ts";
import { type Clock, systemClock } from "./domain/clock.ts";
import { freshSeed } from "./domain/random.ts";
import type { Reconciliation } from "./domain/reconciliation.ts";
import type { SimulatedRun } from "./domain/run-started.ts";
import { writtenOrder } from "./domain/schedule.ts";
import type { LoadDriver } from "./engine/load-driver.ts";
import { createProgress, type Progress } from "./engine/progress.ts";
import { createRecorder } from "./engine/recorder.ts";
import { runPlan } from "./engine/run.ts";
import { runStarted } from "./engine/run-started.ts";
import { createFactLog, type FactLog } from "./journal/fact-log.ts";
import { reconcile } from "./reconcile/index.ts";
import type { TimelineDetail } from "./reconcile/tally-findings.ts";
import { type Overrides, type Plan, PlanError, planScenario } from "./scenario/plan.ts";
import type { Scenario, ScenarioInput } from "./scenario/schema.ts";
import type { Simulation } from "./simulation/index.ts";
import type { ExternalTarget } from "./systems/external-target.ts";
import { prepareSystem } from "./systems/index.ts";
import { runBarrier } from "./systems/order.ts";
import type { ServiceUnderTest } from "./systems/service-under-test.ts";

/** How to run a plan. */
export interface RunOptions {
  /** An external payout API; by default the embedded one is started. */
  readonly target?: ExternalTarget | undefined;
  /** A payout service that a service file describes. */
  readonly service?: ServiceUnderTest | undefined;
  /** Abort it, with the name of a signal as the reason, to stop the load, drain and report. */
  readonly stop?: AbortSignal | undefined;
  /** Called once, with counters that change during the run. */
  readonly watch?: ((progress: Progress) => void) | undefined;
  /** Which payouts of a finding get a timeline in the report: the first, the worst and the last, or all. */
  readonly timelines?: TimelineDetail | undefined;
  /** The command that repeats the run, for the report. */
  readonly reproduce?: string | undefined;
  /** The scenario as it would be written in one file: the journal of a run in virtual time keeps it, so that it can be repeated. */
  readonly document?: ScenarioInput | undefined;
  readonly clock?: Clock | undefined;
  /** A load engine that sends the payouts in our place. */
  readonly driver?: LoadDriver | undefined;
  /** The virtual time in which the embedded API runs, without processes or sockets; by default it runs for real. One run each. */
  readonly simulation?: Simulation | undefined;
  /** Where the facts go; pass your own log to keep them even if the run fails. */
  readonly journal?: FactLog | undefined;
  /** Called with a sentence for whoever is to start a load engine elsewhere. */
  readonly say?: ((sentence: string) => void) | undefined;
  /** Called with a sentence for each thing that the run changed and could not restore, even if the run fails. The report notes it too. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** A run and what it proves. */
export interface ScenarioRun {
  /** Every fact of the run in order; enough to judge it again. */
  readonly journal: FactLog;
  readonly reconciliation: Reconciliation;
}

/** A run whose system is already starting. */
export interface PreparedScenario {
  /** Runs the plan and reconciles the facts. @throws TargetError if there is no API to run against */
  run(): Promise<ScenarioRun>;
  /** Ends what was started, if the run does not take place. */
  discard(): Promise<void>;
}

/**
 * Plans a scenario, runs the plan against a system, records what happens as facts, and reconciles the facts. `options` override the scenario,
 * and a missing seed is drawn. @throws PlanError if the scenario contradicts the options, TargetError if there is no API to run against
 */
export async function runScenario(what: Scenario | Plan, options: RunOptions & Overrides = {}): Promise<ScenarioRun> {
  const plan =
    "phases" in what ? what : planScenario(what, { ...options, seed: options.seed ?? what.seed ?? freshSeed() });
  const simulation = options.simulation ?? (await simulated(plan, options));
  return prepareScenario(plan, { ...options, simulation }).run();
}

/** What the scenario holds back and what never happened: a bug that is fixed leaves no such events behind, so it is no doubt. */
function neverHappened({ simulate }: Plan, simulation: Simulation | undefined): readonly string[] {
  if (simulate === null || simulation === undefined) return [];
  const happened = new Set(simulation.ordered().events);
  const missing = [...simulate.late.keys()].filter((event) => !happened.has(event));
  return missing.length === 0 ? [] : [`held back in simulate, and never happened: ${missing.join(", ")}`];
}

/** What the scenario puts in order and what never happened: as above, a second payment that is not made any more is no doubt. */
function missingOf(barrier: Barrier): readonly string[] {
  const missing = barrier.missing();
  return missing.length === 0 ? [] : [`listed in order, and never happened: ${missing.join(", ")}`];
}

/** What is seen less of where somebody else sends the load. */
function sentBy(driver: LoadDriver | undefined): readonly string[] {
  if (driver === undefined) return [];
  return [`the load was sent by ${driver.name}: no balance was read while it ran`, ...(driver.notes?.() ?? [])];
}

/** What repeats a run in virtual time. */
function repeated({ simulation, document }: RunOptions): SimulatedRun | undefined {
  if (simulation === undefined || document === undefined) return undefined;
  return { document, order: writtenOrder(simulation.order) };
}

/** What a scenario with an order of its own runs in. Only then is it loaded. */
async function simulated(plan: Plan, { target, service }: RunOptions): Promise<Simulation | undefined> {
  if (plan.simulate === null) return undefined;
  if (target !== undefined || service !== undefined) {
    throw new PlanError(
      "simulate needs the embedded API: remove it from the scenario, or leave out target and service",
    );
  }
  const { simulationOf } = await import("./simulation/index.ts");
  return simulationOf(plan);
}

/** Starts the system now; the run starts when `run` is called. */
export function prepareScenario(plan: Plan, options: RunOptions = {}): PreparedScenario {
  const { simulation, driver, journal = createFactLog(), reproduce = "" } = options;
  const { clock = simulation?.clock ?? systemClock, stop = new AbortController().signal } = options;
  const progress = createProgress(plan.payouts);
  const recorder = createRecorder(journal, clock);
  const barrier = runBarrier({ plan, recorder, clock }, options);
  const context = { plan, recorder, progress, clock, barrier, stop, keyPrefix: driver?.keyPrefix };
  const prepared = simulation?.prepare(context) ?? prepareSystem(options, context);
  return {
    async run() {
      options.watch?.(progress);
      const { description } = prepared;
      const isAnnounced = description !== null;
      if (isAnnounced) recorder.record(runStarted(plan, description, reproduce, repeated(options)));
      const system = await prepared.open();
      let leftBehind: readonly string[] = [];
      try {
        const running = runPlan({
          plan,
          system,
          recorder,
          clock,
          progress,
          driver,
          say: options.say,
          barrier,
          stop,
          reproduce,
          isAnnounced,
        });
        await (simulation === undefined ? running : Promise.race([running, simulation.stuck]));
      } finally {
        barrier.close();
        leftBehind = await system.close();
        for (const sentence of leftBehind) options.warn?.(sentence);
      }
      const reconciliation = reconcile(journal, { timelines: options.timelines });
      // What was left behind is known only after the last fact, so it is in the report and not in the journal.
      const notHappened = [...neverHappened(plan, simulation), ...missingOf(barrier)];
      const notes = [...reconciliation.notes, ...sentBy(driver), ...notHappened, ...leftBehind];
      return { journal, reconciliation: { ...reconciliation, notes } };
    },
    discard: () => prepared.discard(),
  };
}
