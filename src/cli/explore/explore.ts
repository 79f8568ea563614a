import { systemClock } from "../../domain/clock.ts";
import type { Exploration } from "../../domain/exploration.ts";
import { findingKinds } from "../../domain/finding.ts";
import { type Case, type Explored, explore } from "../../explore/explore.ts";
import type { Try } from "../../explore/port.ts";
import { createSearch } from "../../explore/search.ts";
import { type CountingTally, createTally, type Tally } from "../../explore/tally.ts";
import { explorationReporters } from "../../report/explore/index.ts";
import { earlyExitCodes } from "../errors.ts";
import { exitCodeOfExploration, exitCodes, worstExitCode } from "../exit-code.ts";
import { pageAssets } from "../output/page-assets.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { stoppingMessage, watchSignals } from "../signals.ts";
import { type Subject, subjectOf } from "./cases.ts";
import { type ExploreFlags, type ExploreSettings, exploreAgain, readFlags } from "./flags.ts";
import { createExploreProgress } from "./progress.ts";
import { refuseToSave } from "./saving.ts";
import { smallestOf } from "./smallest.ts";

/** So many orders of a scenario are tried before it is the turn of the next one. */
const ORDERS_EACH = 5;

/** The longest that an event is held back: longer than a lease and than most timeouts. */
const LONGEST_MS = 1_500;

/** Looks for an order of events that loses a sat, and reports the smallest; returns the exit code. @throws UsageError */
export async function exploreCommand(names: readonly string[], flags: ExploreFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, ["text", "json", "html"]);
  const settings = readFlags(names, flags);
  if (settings.save !== undefined) refuseToSave(settings.save);
  const subject = await subjectOf(names, settings);
  // The simulation is half of the program.
  const { repeatedTry, simulatedTry } = await import("../../explore-simulated.ts");
  const tryIt = repeatedTry(simulatedTry({ strategy: settings.strategy }));
  const exploration = await explored(subject, settings, tryIt, version);
  const writeExitCode = await writeTexts(choices, (name, options) =>
    explorationReporters[name](exploration, name === "html" ? { ...options, page: pageAssets() } : options),
  );
  return exploration.exitCode === exitCodes.asExpected ? writeExitCode : exploration.exitCode;
}

async function explored(
  subject: Subject,
  settings: ExploreSettings,
  tryIt: Try,
  version: string,
): Promise<Exploration> {
  const tally = createTally();
  const progress = createExploreProgress(tally);
  const signals = watchSignals((signal) => progress.printAbove(stoppingMessage(signal)));
  const startedMs = systemClock.now();
  try {
    const found = await exploreAll({ subject, settings, tryIt, tally, stop: signals.stop });
    const [first] = tally.failures;
    const reproduce = exploreAgain(subject.references, settings, tally.schedules);
    const smallest =
      first === undefined
        ? null
        : await smallestOf(first, tryIt, {
            ...{ stop: signals.stop, shrinking: progress.shrinking, foundBy: reproduce },
            ...{ file: settings.save, strategy: settings.strategy },
          });
    const stoppedBy = signals.stop.aborted ? String(signals.stop.reason) : undefined;
    const unproved = [...found.unproved, ...unreached(settings, tally)];
    const exitCode = worstExitCode([
      ...earlyExitCodes(undefined, stoppedBy),
      exitCodeOfExploration({ verdicts: tally.verdicts, unproved }),
    ]);
    return {
      ...{ version, exitCode, unproved, smallest },
      durationMs: Math.round(systemClock.now() - startedMs),
      seed: settings.seed,
      strategies: subject.strategies,
      given: subject.given,
      ...figuresOf(found),
      reproduce,
    };
  } finally {
    progress.close();
    signals.close();
  }
}

interface Exploring {
  readonly subject: Subject;
  readonly settings: ExploreSettings;
  readonly tryIt: Try;
  readonly tally: CountingTally;
  readonly stop: AbortSignal;
}

async function exploreAll({ subject, settings, tryIt, tally, stop }: Exploring): Promise<Explored> {
  const { search, depth, seed, limit, all } = settings;
  const searchFor = (each: Case, number: number) => {
    // Cases of one seed are not to be tried in the same orders.
    const own = subject.given.length > 0 ? (seed + number) >>> 0 : each.seed;
    return createSearch(search, { seed: own, depth, longMs: LONGEST_MS });
  };
  try {
    const { cases } = subject;
    return await explore({
      cases,
      searchFor,
      tryIt,
      ordersEach: ORDERS_EACH,
      limit,
      all,
      clock: systemClock,
      stop,
      tally,
    });
  } catch (error) {
    const again = exploreAgain(subject.references, settings, tally.schedules + 1);
    process.stderr.write(`chaos-payout: this happened in schedule ${tally.schedules + 1} of ${again}\n`);
    throw error;
  }
}

/** What was asked for by name and never happened. */
function unreached({ faults = [] }: ExploreSettings, { reached }: Tally): readonly string[] {
  const names = [...reached.keys()].map((name) => name.split(" ")[0]);
  return faults.filter((fault) => !names.includes(fault));
}

function figuresOf({ tally, ended, searches }: Explored) {
  const { schedules, scenarios, orders, verdicts } = tally;
  const reached = [...tally.reached].map(([name, count]) => ({ name, schedules: count }));
  const kinds = findingKinds.filter((kind) => tally.found.has(kind));
  return {
    ...{ ended, searches: [...new Set(searches)], schedules, scenarios, orders, verdicts: { ...verdicts } },
    reached: reached.sort((one, other) => other.schedules - one.schedules || one.name.localeCompare(other.name)),
    found: kinds.map((kind) => ({ kind, schedules: tally.found.get(kind) ?? 0 })),
  };
}
