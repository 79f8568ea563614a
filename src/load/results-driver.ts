import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DrivenPhase, DriverContext, LoadDriver } from "../engine/load-driver.ts";
import type { PlannedPhase } from "../scenario/plan.ts";
import { TargetError } from "../service/target.ts";
import { RunNotice } from "./awaited-run.ts";
import type { LoadEngine } from "./load-engine.ts";
import { isResultsOf, partOfResults } from "./parts.ts";
import type { Report } from "./report.ts";
import { ReportBook, WORTH_SAYING_MS } from "./report-book.ts";
import { longestSilenceMs, readParts, type ToldPart } from "./results.ts";
import { followResults } from "./results-file.ts";

/** How often the folder is read. */
const LOOK_MS = 50;

/** How long after the last payout something that contradicts it may still be told. */
const FAREWELL_MS = 1_000;

/** How long a folder that others share may be out of reach between two phases. */
const OUT_OF_REACH_MS = 5_000;

/** A load that is sent elsewhere. */
export interface ResultsOptions {
  readonly engine: Pick<LoadEngine, "name" | "read">;
  /** Where its results appear. */
  readonly folder: string;
  readonly keyPrefix: string;
  /** How many parts share the payouts, where the names of their results do not say it. */
  readonly processes: number;
  /** The name of this run, which nobody can know before it is said. */
  readonly run: string;
  /** How long nothing may be told once every part tells, in milliseconds; default a minute longer than the longest payout. */
  readonly silenceMs?: number | undefined;
}

/** A driver that starts nothing: it waits for the results of a load engine that somebody else starts, and reads what they tell. */
export function createResultsDriver(options: ResultsOptions): LoadDriver {
  const clocks = { behindMs: 0, aheadMs: 0 };
  let notice: RunNotice | undefined;
  return {
    name: options.engine.name,
    keyPrefix: options.keyPrefix,
    async carryOut(phase, context) {
      const book = new ReportBook(phase, context);
      if (notice === undefined) {
        notice = new RunNotice(options.folder, options.run, context.clock);
        notice.keepBeating();
      }
      const driven = await listened(options, phase, { book, notice }, context);
      clocks.behindMs = Math.max(clocks.behindMs, book.behindMs());
      return driven;
    },
    merged(aheadMs) {
      clocks.aheadMs = aheadMs;
      // However the load ended: after a phase that is not the last one, too.
      notice?.end();
    },
    notes: () => [
      ...clockNote("ahead of", clocks.aheadMs, "its payments were seen before it says that it sent their payouts"),
      ...clockNote("behind", clocks.behindMs, "it says that it sent payouts before this run was ready for them"),
    ],
  };
}

function clockNote(how: string, byMs: number, because: string): readonly string[] {
  if (byMs < WORTH_SAYING_MS) return [];
  const seconds = (byMs / 1000).toFixed(1);
  return [
    `the clock of a load machine is at least ${seconds} s ${how} ours: ${because}; the times of what it did are shifted`,
  ];
}

/** What is read, and where it goes. */
interface Awaiting {
  readonly parts: FoundParts;
  readonly book: ReportBook;
}

async function listened(
  options: ResultsOptions,
  phase: PlannedPhase,
  { book, notice }: { readonly book: ReportBook; readonly notice: RunNotice },
  context: DriverContext,
): Promise<DrivenPhase> {
  const { engine, folder } = options;
  const number = context.plan.phases.indexOf(phase) + 1;
  const parts = new FoundParts(options, number);
  await readyFor(number, notice, context);
  const which = context.plan.phases.length === 1 ? "" : ` phase ${number} of ${context.plan.phases.length},`;
  context.say(
    `ready for${which} ${phase.name}: start ${engine.name} with CHAOS_PAYOUT_RUN=${options.run}; its results are awaited in ${folder}`,
  );
  try {
    const trouble = await awaitAll(options, { parts, book }, context);
    const closed = book.close(trouble ?? parts.trouble());
    // Whoever sends cannot be stopped from here.
    return { ...closed, isOver: book.isComplete() };
  } finally {
    parts.close();
    if (!book.isComplete() || number === context.plan.phases.length) notice.end();
  }
}

/** Lets the scripts begin with a phase. @throws TargetError if the folder stays out of reach after a phase that is to be judged */
async function readyFor(phase: number, notice: RunNotice, { clock, stop }: DriverContext): Promise<void> {
  const sinceMs = clock.now();
  for (;;) {
    try {
      return notice.ready(phase);
    } catch (error) {
      if (phase === 1 || !(error instanceof Error && "code" in error)) throw error;
      if (stop.aborted || clock.now() - sinceMs >= OUT_OF_REACH_MS) {
        throw new TargetError("unreachable", `phase ${phase} cannot begin: ${error.message}`);
      }
    }
    await clock.sleep(LOOK_MS, stop);
  }
}

/** Reads until everything is told, or nothing more is. Returns what is wrong; null for nothing. Whoever sends cannot be stopped from here. */
async function awaitAll(
  { engine, silenceMs }: ResultsOptions,
  { parts, book }: Awaiting,
  context: DriverContext,
): Promise<string | null> {
  const { clock, stop } = context;
  const patienceMs = silenceMs ?? longestSilenceMs(context);
  let heardMs = clock.now();
  let toldMs: number | undefined;
  while (!stop.aborted) {
    parts.look();
    const { isAny, isMore } = readParts(engine.read, parts.all(), book);
    if (isAny || isMore || !parts.areThere()) heardMs = clock.now();
    if (isMore) toldMs = undefined;
    else if (book.isComplete()) {
      toldMs ??= clock.now();
      if (clock.now() - toldMs >= FAREWELL_MS) return null;
    } else if (clock.now() - heardMs >= patienceMs) {
      return `${engine.name} has reported nothing for ${Math.round((clock.now() - heardMs) / 1000)} s`;
    }
    await clock.sleep(isMore ? 0 : LOOK_MS, stop);
  }
  return null;
}

/** The results of one phase, as they appear in the folder. */
class FoundParts {
  readonly #options: ResultsOptions;
  readonly #phase: number;
  readonly #parts = new Map<string, ToldPart>();
  #of: number | undefined;
  #trouble: string | null = null;

  constructor(options: ResultsOptions, phase: number) {
    this.#options = options;
    this.#phase = phase;
  }

  all(): Iterable<ToldPart> {
    return this.#parts.values();
  }

  /** True once every part has begun to tell. */
  areThere(): boolean {
    return this.#parts.size > 0 && this.#parts.size === this.#of;
  }

  look(): void {
    const { folder, processes } = this.#options;
    for (const name of namesIn(folder)) {
      if (this.#parts.has(name) || !isResultsOf(this.#phase, name)) continue;
      const { of } = partOfResults(name) ?? { of: processes };
      this.#of ??= of;
      if (of !== this.#of) this.#trouble ??= `the results are of ${this.#of} parts and of ${of}`;
      this.#parts.set(name, { name, results: followResults(join(folder, name)), check: this.#checkOf(name) });
    }
  }

  /** What is wrong with the files themselves; null for nothing. */
  trouble(): string | null {
    const half = [...this.#parts.values()].find(({ results }) => results.rest() !== "");
    if (half !== undefined) this.#trouble ??= `the last line of ${half.name} is not complete`;
    const names = namesIn(this.#options.folder);
    // A folder without the plan is one that is out of reach for a moment.
    const isInReach = names.includes("plan.json");
    const gone = [...this.#parts.keys()].find((name) => isInReach && !names.includes(name));
    return this.#trouble ?? (gone === undefined ? null : `${gone} was removed while it was read`);
  }

  close(): void {
    for (const { results } of this.#parts.values()) results.close();
  }

  /** Only what was sent for this run is judged: an older load would be compared with books that it had changed before. */
  #checkOf(name: string): (report: Report) => string | null {
    let hasBegun = false;
    return (report) => {
      if (report.kind === "failed") return null;
      if (report.kind !== "begun") return hasBegun ? null : `${name} does not say for which run it was sent`;
      const { run, keyPrefix } = this.#options;
      hasBegun = report.run === run && report.keyPrefix === keyPrefix;
      return hasBegun ? null : `${name} was sent for another run`;
    };
  }
}

/** A folder that others share may be out of reach for a moment. Then nothing is new in it. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The results of any phase that a folder has already; undefined for none. */
export function earlierResults(folder: string, phases: number): string | undefined {
  const numbers = Array.from({ length: phases }, (_, index) => index + 1);
  return readdirSync(folder).find((name) => numbers.some((number) => isResultsOf(number, name)));
}
