import type { Clock } from "../domain/clock.ts";
import type { ExplorationEnd } from "../domain/exploration.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import type { Tried, Try } from "./port.ts";
import type { Search } from "./search.ts";
import { type CountingTally, createTally, type Tally } from "./tally.ts";

/** A scenario and the seed that chooses who meets its faults, to be tried in one order after the other. */
export interface Case {
  readonly document: ScenarioInput;
  readonly seed: number;
}

/** The scenarios that are given, each of which is taken up in turn until its search is complete; or one after the other, as they are drawn. */
export type Cases =
  | { readonly kind: "given"; readonly cases: readonly Case[] }
  | { readonly kind: "drawn"; readonly draw: (number: number) => Case };

/** What to explore, and for how long. */
export interface ExploreOptions {
  readonly cases: Cases;
  /** A search through the orders of a case. Cases are numbered from 0. */
  readonly searchFor: (each: Case, number: number) => Search;
  readonly tryIt: Try;
  /** How many orders of a case are tried before it is the turn of the next one. */
  readonly ordersEach: number;
  readonly limit: { readonly schedules?: number | undefined; readonly forMs?: number | undefined };
  /** Whether to go on after a finding. */
  readonly all: boolean;
  /** Real time. */
  readonly clock: Clock;
  /** Aborts with the reason why. */
  readonly stop: AbortSignal;
  /** Counts, and can be watched meanwhile. */
  readonly tally?: CountingTally | undefined;
}

/** What an exploration has shown. */
export interface Explored {
  readonly tally: Tally;
  readonly ended: ExplorationEnd;
  /** How far the search of each given case has come, in words; of drawn ones, that of the last. */
  readonly searches: readonly string[];
  /** The names of the given scenarios without a single schedule that proves something. */
  readonly unproved: readonly string[];
}

/** A case that is being tried. */
interface OpenCase {
  readonly each: Case;
  /** Tries the next order; false if there is none left. */
  tryNext(): Promise<boolean>;
  readonly search: Search;
  /** Whether a schedule of it has proved something, be it good or bad. */
  isProved(): boolean;
}

/** Tries one order after the other until something ends it: a finding, a limit, or that nothing is left to try. */
export async function explore(options: ExploreOptions): Promise<Explored> {
  const { cases, ordersEach, tally = createTally() } = options;
  const given = cases.kind === "given" ? cases.cases.map((each, number) => openCase(each, number, options, tally)) : [];
  const queue = [...given];
  let last: OpenCase | undefined;
  const turns: Turns =
    cases.kind === "given"
      ? { next: () => queue.shift(), keep: (open) => void queue.push(open) }
      : {
          next() {
            last = openCase(cases.draw(tally.scenarios), tally.scenarios, options, tally);
            return last;
          },
          keep: () => {},
        };
  const ended = await tryInTurn(turns, { ordersEach, ...endings(options, tally) });
  return {
    tally,
    ended,
    searches: [...given, ...(last === undefined ? [] : [last])].map(({ search }) => search.state()),
    unproved: given.filter(({ isProved }) => !isProved()).map(({ each }) => each.document.name),
  };
}

interface Endings {
  readonly endedBy: () => ExplorationEnd | undefined;
  readonly breathe: () => Promise<void>;
}

/** Whose turn it is. */
interface Turns {
  readonly next: () => OpenCase | undefined;
  /** Takes a case back that is not complete after its turn. */
  readonly keep: (open: OpenCase) => void;
}

/** Takes up one case after the other. */
async function tryInTurn(
  { next, keep }: Turns,
  { ordersEach, endedBy, breathe }: Endings & { readonly ordersEach: number },
): Promise<ExplorationEnd> {
  for (let open = next(); open !== undefined; open = next()) {
    let isComplete = false;
    for (let orders = 0; orders < ordersEach && !isComplete; orders += 1) {
      isComplete = !(await open.tryNext());
      const reason = endedBy();
      if (reason !== undefined) return reason;
      await breathe();
    }
    if (!isComplete) keep(open);
  }
  return "complete";
}

function openCase(each: Case, number: number, { searchFor, tryIt }: ExploreOptions, tally: CountingTally): OpenCase {
  const search = searchFor(each, number);
  const count = tally.begin();
  let previous: Tried | undefined;
  let isProved = false;
  return {
    each,
    search,
    isProved: () => isProved,
    async tryNext() {
      const order = search.next(previous);
      if (order === undefined) return false;
      const candidate = { ...each, order };
      previous = await tryIt(candidate);
      count(candidate, previous);
      isProved ||= previous.verdict !== "inconclusive";
      return true;
    },
  };
}

/** So often, at most, an exploration leaves room for timers and signals. */
const BREATH_MS = 50;

/** What ends an exploration, and what lets the process go about other things now and then. */
function endings({ limit, all, clock, stop }: ExploreOptions, tally: Tally): Endings {
  const startedMs = clock.now();
  let breathedMs = startedMs;
  const { schedules = Number.POSITIVE_INFINITY, forMs = Number.POSITIVE_INFINITY } = limit;
  return {
    endedBy() {
      if (stop.aborted) return "stopped";
      if (!all && tally.failures.length > 0) return "finding";
      if (tally.schedules >= schedules) return "schedules";
      return clock.now() - startedMs >= forMs ? "time" : undefined;
    },
    async breathe() {
      if (clock.now() - breathedMs < BREATH_MS) return;
      await new Promise<void>((resolve) => clock.nextTurn(resolve));
      breathedMs = clock.now();
    },
  };
}
