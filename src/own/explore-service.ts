import { durationText } from "../document/field-types.ts";
import { systemClock } from "../domain/clock.ts";
import type { FindingKind } from "../domain/finding.ts";
import { counted, formatInteger } from "../domain/format.ts";
import type { Schedule } from "../domain/schedule.ts";
import { drawScenario } from "../explore/draw.ts";
import { type Case, type Cases, type Explored, explore } from "../explore/explore.ts";
import { historyOf } from "../explore/history.ts";
import { embeddedMenu, type Menu } from "../explore/menu.ts";
import type { Candidate, Failure, Try } from "../explore/port.ts";
import { createSearch, type SearchName } from "../explore/search.ts";
import { shrink } from "../explore/shrink.ts";
import { simulatedTry } from "../explore-simulated.ts";
import { historyLines } from "../report/explore/history-lines.ts";
import { createTheme } from "../report/theme.ts";
import { defineScenario, type ScenarioInput } from "../scenario/define.ts";
import { chanceFor } from "../scenario/draw.ts";
import { planScenario } from "../scenario/plan.ts";
import { EscapeError } from "../simulation/guard.ts";
import { checked, DIFFERENT } from "./checked.ts";
import { exploration, type OwnProcessOptions } from "./process.ts";
import type { ReadStatus } from "./target.ts";

/** What to explore, and how. */
export interface ExploreServiceOptions {
  /** Starts the service in a process: called once for each, and again after each crash, with the same ledger. */
  readonly start: OwnProcessOptions["start"];
  /**
   * How the payout with a key stands, read from the tables of the service. Without it nobody knows whether a payout stays pending for ever, and no
   * client looks before it retries.
   */
  readonly status?: ReadStatus | undefined;
  /**
   * By default scenarios are drawn: up to three payouts, of which one or two meet something. One with `simulate`, such as that of a failure, is run
   * once, in exactly this order.
   */
  readonly scenario?: ScenarioInput | undefined;
  /** How many orders are tried; default 1,000. */
  readonly schedules?: number | undefined;
  /** Default `random`. */
  readonly search?: SearchName | undefined;
  /** `pct`: how many ordering constraints a bug needs; `exhaustive`: how many events are held back in one order. Default 2. */
  readonly depth?: number | undefined;
  /** Decides everything that is drawn; default 1, so that a test tries the same each time. */
  readonly seed?: number | undefined;
}

/** What an exploration that found nothing has tried. */
export interface ExploredService {
  readonly schedules: number;
  readonly scenarios: number;
  /** How many different orders of events there were. */
  readonly orders: number;
  /** In how many schedules each fault fired, and each interruption happened. */
  readonly reached: Readonly<Record<string, number>>;
  /** True where a search has tried every order within its bound. */
  readonly isComplete: boolean;
  /** How far the search came, in words. */
  readonly text: string;
}

/** A history in which a sat is lost, as small as it gets. */
export interface ServiceFailure {
  readonly kind: FindingKind;
  /** With the order of its events: `exploreService` shows the same failure again when it is given this scenario. */
  readonly scenario: ScenarioInput;
  /** How many events its history has. */
  readonly events: number;
  /** The history as a timeline, and what is wrong with it. */
  readonly text: string;
}

/** Some order loses a sat, or nothing is proved. Its message is the smallest history, or says why. */
export class ExplorationError extends Error {
  override readonly name = "ExplorationError";
  /** Null where nothing was found, and nothing is proved. */
  readonly failure: ServiceFailure | null;

  constructor(message: string, failure: ServiceFailure | null) {
    super(message);
    this.failure = failure;
  }
}

/** As far as a message is held back: longer than a lease and than most timeouts. */
const LONGEST_MS = 1_500;
/** So many orders of a drawn scenario are tried before the next one is drawn. */
const ORDERS_EACH = 5;
/** The most schedules that are tried to make a failure smaller. */
const SHRINK_BUDGET = 2_000;

/**
 * Runs a payout service of your own in one order of events after the other, under virtual time and with faults, and has the judge of `run` decide about
 * each. Resolves when nothing was found. @throws ExplorationError where an order loses a sat, EscapeError where the service uses the real time or
 * waits for something real, ScenarioError and PlanError for a scenario that cannot be run, and whatever the service itself throws
 */
export function exploreService(options: ExploreServiceOptions): Promise<ExploredService> {
  return exploration(() => explored(options));
}

async function explored(options: ExploreServiceOptions): Promise<ExploredService> {
  const { start, status = null, schedules = 1_000, search = "random", depth = 2, seed = 1 } = options;
  const cases = casesOf(options.scenario, seed);
  const checks = checked({ start, status });
  const tryIt = simulatedTry({ simulate: checks.simulate });
  const first = firstOf(cases);
  await checks.twice(first, tryIt);
  const { simulate } = planScenario(defineScenario(first.document), { seed: first.seed });
  if (simulate !== null) return replayed(first, simulate, tryIt);
  const found = await explore({
    ...{ cases, tryIt, ordersEach: ORDERS_EACH, limit: { schedules }, all: false },
    searchFor: (each) => createSearch(search, { seed: each.seed, depth, longMs: LONGEST_MS }),
    clock: systemClock,
    stop: new AbortController().signal,
  });
  const [failure] = found.tally.failures;
  if (failure !== undefined) throw await errorOf(failure, found, tryIt);
  mustBeProved(found);
  return summaryOf(found);
}

function casesOf(scenario: ScenarioInput | undefined, seed: number): Cases {
  if (scenario !== undefined)
    return { kind: "given", cases: [{ document: scenario, seed: scenarioSeed(scenario) ?? seed }] };
  const draw = (number: number): Case => {
    const own = Math.floor(chanceFor(seed, `scenario ${number}`)() * 0x1_0000_0000);
    return { document: drawScenario(own, menu), seed: own };
  };
  return { kind: "drawn", draw };
}

function scenarioSeed({ seed }: ScenarioInput): number | undefined {
  return typeof seed === "number" ? seed : undefined;
}

/** Nobody tells a function of anything. */
const menu: Menu = { ...embeddedMenu, told: [] };

function firstOf(cases: Cases): Case {
  const first = cases.kind === "drawn" ? cases.draw(0) : cases.cases[0];
  if (first === undefined) throw new RangeError("there is no scenario");
  return first;
}

/** The failure as small as it gets. */
async function errorOf(found: Failure, { tally }: Explored, tryIt: Try): Promise<ExplorationError> {
  const { candidate, kind } = await shrink(found, tryIt, { budget: SHRINK_BUDGET });
  return told(candidate, kind, `found in ${counted(tally.schedules, "schedule")}`, tryIt);
}

async function told(candidate: Candidate, kind: FindingKind, how: string, tryIt: Try): Promise<ExplorationError> {
  const { trace, findings, ordered } = await tryIt(candidate, { traced: true });
  const finding = findings.find((each) => each.kind === kind);
  if (finding === undefined) throw new EscapeError(DIFFERENT);
  const history = historyOf(trace, finding, ordered.schedule);
  const text = historyLines(history, COLUMNS, createTheme(0)).join("\n");
  const late = Object.fromEntries([...ordered.schedule.late].map(([event, ms]) => [event, durationText(ms)]));
  const scenario = { ...candidate.document, seed: candidate.seed, simulate: { late } };
  const events = history.events.length;
  const head = `${kind}, ${how}; its history has ${counted(events, "event")}`;
  const message = [head, "", text, "", `scenario: ${JSON.stringify(scenario)}`].join("\n");
  return new ExplorationError(message, { kind, scenario, events, text });
}

const COLUMNS = 100;

/** Runs a scenario once, in the order that it gives. */
async function replayed({ document, seed }: Case, { late }: Schedule, tryIt: Try): Promise<ExploredService> {
  const candidate: Candidate = { document, seed, order: { kind: "late", late } };
  const { verdict, findings, reached } = await tryIt(candidate);
  const [first] = findings;
  if (first !== undefined) throw await told(candidate, first.kind, "in the order of the scenario", tryIt);
  if (verdict !== "balanced") throw nothingProved(1);
  const text = "nothing found in the order of the scenario";
  const count = Object.fromEntries(reached.map((name) => [name, 1]));
  return { schedules: 1, scenarios: 1, orders: 1, isComplete: false, reached: count, text };
}

function mustBeProved({ tally, unproved }: Explored): void {
  if (tally.verdicts.balanced === 0 || unproved.length > 0) throw nothingProved(tally.schedules);
}

function nothingProved(schedules: number): ExplorationError {
  const message = `nothing is proved: in each of ${counted(schedules, "schedule")} something planned did not happen, or somebody never answered`;
  return new ExplorationError(message, null);
}

function summaryOf({ tally, ended, searches }: Explored): ExploredService {
  const { schedules, scenarios, orders, reached } = tally;
  const what = [counted(schedules, "schedule"), counted(scenarios, "scenario"), counted(orders, "different order")];
  const state = searches.length === 0 ? ["scenarios and orders drawn at random"] : [...new Set(searches)];
  const happened = [...reached].map(([name, count]) => `${name} ${formatInteger(count)}`);
  return {
    ...{ schedules, scenarios, orders, isComplete: ended === "complete" },
    reached: Object.fromEntries(reached),
    text: [`nothing found in ${what.join(" · ")}`, ...state, happened.join(" · ")].join("\n"),
  };
}
