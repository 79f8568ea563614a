import { systemClock } from "../../domain/clock.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import { shows } from "../../explore/hunt.ts";
import type { Candidate, Failure, Tried } from "../../explore/port.ts";
import { shrink } from "../../explore/shrink.ts";
import { TargetError } from "../../service/target.ts";
import type { Places } from "./places.ts";
import { asRun } from "./runs.ts";

/** The smallest scenario that was found to fail, and how often it does. */
export interface Smallest extends Failure {
  readonly failed: number;
  readonly runs: number;
  /** How many candidates were tried to get there. */
  readonly tries: number;
  /** False if the time was up before nothing made it smaller any more. */
  readonly isSmallest: boolean;
  /** One of the runs that failed. */
  readonly reconciliation: Reconciliation | undefined;
}

/** How long to shrink, and whom to tell. */
export interface SmallestOptions {
  readonly forMs: number;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/** A smaller candidate has to fail so many times in a row; one that is stuck takes long, and depends on nothing that changes from run to run. */
const IN_A_ROW = { money: 3, stuck: 1 };
/** How often the smallest is run to say how often it fails. */
const RUNS = { money: 10, stuck: 3 };
/** The most candidates. */
const BUDGET = 200;

/** Makes a failure smaller by running it again, and counts how often the smallest fails. One that fails less often than the first is given up for it. */
export async function smallestOf(failure: Failure, places: Places, options: SmallestOptions): Promise<Smallest> {
  const { stop, say, forMs } = options;
  const timeUp = new AbortController();
  const cancel = systemClock.timeout(2 * forMs, () => timeUp.abort());
  const halt = AbortSignal.any([stop, timeUp.signal]);
  const shrunk = await shrink(failure, () => Promise.reject(new Error("a real process fails several times")), {
    ...{ budget: BUDGET, stop: halt, others: 0 },
    fails: (candidate) => failsInARow(candidate, failure.kind, places, halt),
    progress: ({ tries, best }) => say(`smaller: ${tries} tried, ${JSON.stringify(best.candidate.document.load)}`),
  }).finally(cancel);
  const best = await counted(shrunk, places, options);
  if (best.failed * 10 >= best.runs * 9 || stop.aborted) return { ...shrunk, ...best };
  const first = await counted(failure, places, options);
  return first.failed > best.failed
    ? { ...failure, ...first, tries: shrunk.tries, isSmallest: false }
    : { ...shrunk, ...best };
}

async function failsInARow(
  candidate: Candidate,
  kind: Failure["kind"],
  { tryShort, tryLong, count }: Places,
  halt: AbortSignal,
): Promise<Tried | undefined> {
  let shown: Tried | undefined;
  const inARow = IN_A_ROW[costOf(kind)];
  // Whether a payout is stuck shows only when it has had time.
  const tryIt = kind === "stuck-pending" ? tryLong : tryShort;
  for (let done = 0; done < inARow; ) {
    // The first alone: most candidates do not fail at all.
    const atOnce = done === 0 ? 1 : Math.min(count, inARow - done);
    const all = await Promise.all(
      Array.from({ length: atOnce }, (_, place) => orNothing(tryIt(candidate, place, halt))),
    );
    if (!all.every((tried) => tried !== undefined && shows(tried, kind))) return undefined;
    done += atOnce;
    shown = all[0];
  }
  return shown;
}

/** A run that could not be made shows nothing; what was found before is not lost for it. @throws everything but TargetError */
async function orNothing(running: Promise<Tried | undefined>): Promise<Tried | undefined> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof TargetError) return undefined;
    throw error;
  }
}

function costOf(kind: Failure["kind"]): "money" | "stuck" {
  return kind === "stuck-pending" ? "stuck" : "money";
}

/** Runs a failure as it is saved, and counts. */
async function counted({ candidate, kind }: Failure, places: Places, { stop, say }: SmallestOptions) {
  const saved = { ...candidate, document: asRun(candidate.document, kind) };
  let failed = 0;
  let runs = 0;
  const lane = async (place: number) => {
    for (let nth = place; nth < RUNS[costOf(kind)] && !stop.aborted; nth += places.count) {
      const tried = await orNothing(places.tryAsSaved(saved, place, stop));
      if (tried === undefined) continue;
      runs += 1;
      if (shows(tried, kind)) failed += 1;
      say(`again: failed ${failed} of ${runs}`);
    }
  };
  await Promise.all(Array.from({ length: places.count }, (_, place) => lane(place)));
  return { failed, runs, reconciliation: places.lastWith(kind) };
}
