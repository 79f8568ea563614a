import type { Clock } from "../domain/clock.ts";
import { type FindingKind, findingKinds } from "../domain/finding.ts";
import type { Candidate, Failure, Tried } from "./port.ts";
import type { CountingTally } from "./tally.ts";

/** Runs a candidate in one of several places, numbered from 0, which share no books. Undefined for a run that was cut short. */
export type TryAt = (candidate: Candidate, place: number, halt: AbortSignal) => Promise<Tried | undefined>;

/** How to look for a failure of a real process. */
export interface HuntOptions {
  readonly draw: (number: number) => Candidate;
  readonly tryAt: TryAt;
  /** The same with time enough for everything to finish: what is found is tried again like this before anybody is accused. */
  readonly tryLong: TryAt;
  /** How often a failure has to come back in three tries. */
  readonly needed: 1 | 3;
  /** How many places there are. */
  readonly places: number;
  /** After so long no run begins any more. */
  readonly forMs: number;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly tally: CountingTally;
  /** Called after each run. */
  readonly tried: (candidate: Candidate, tried: Tried) => void;
}

/** What a hunt has found. */
export interface Hunted {
  /** A failure that came back when it had time enough; undefined where there was none. */
  readonly failure: Failure | undefined;
  /** What was seen and did not come back. */
  readonly unconfirmed: readonly Failure[];
  /** How long it took until the failure was seen, in milliseconds. */
  readonly foundAfterMs: number | null;
}

/** Whether something about money was seen that did not come back. What was only unfinished has finished since. */
export function isInDoubt({ unconfirmed }: Pick<Hunted, "unconfirmed">): boolean {
  return unconfirmed.some(({ kind }) => kind !== "stuck-pending");
}

/** How often it is tried again. What is stuck has had its time after one run, and each takes long. */
const CONFIRMING = { money: 3, stuck: 1 };

/** How many that are stuck in different scenarios are tried again. */
const MOST_STUCK = 3;

/** Runs what is drawn until something is found and comes back, or the time is up. What is only stuck is looked into at the end, if nothing worse was found. */
export async function hunt(options: HuntOptions): Promise<Hunted> {
  const { draw, tryAt, places, forMs, clock, stop, tally } = options;
  const startedMs = clock.now();
  const found = new AbortController();
  const halt = AbortSignal.any([stop, found.signal]);
  const unconfirmed: Failure[] = [];
  const stuck: Failure[] = [];
  let failure: Failure | undefined;
  let foundAfterMs: number | null = null;
  let next = 0;
  const look = async (place: number): Promise<void> => {
    while (!halt.aborted && clock.now() - startedMs < forMs) {
      const candidate = draw(next);
      next += 1;
      const tried = await tryAt(candidate, place, halt);
      if (tried === undefined) continue;
      tally.begin()(candidate, tried);
      options.tried(candidate, tried);
      const kind = worstOf(tried);
      if (kind === undefined) continue;
      const seenAfterMs = clock.now() - startedMs;
      const seen = { candidate, tried, kind };
      if (kind === "stuck-pending") stuck.push(seen);
      else if (await comesBack(seen, place, options, halt)) {
        failure ??= seen;
        foundAfterMs ??= Math.round(seenAfterMs);
        found.abort();
      } else if (!halt.aborted) unconfirmed.push(seen);
    }
  };
  await inEveryPlace(places, look, () => found.abort());
  for (const seen of differentOf(stuck)) {
    if (failure !== undefined || stop.aborted) break;
    if (await comesBack(seen, 0, { ...options, needed: 1 }, stop)) failure = seen;
    else if (!stop.aborted) unconfirmed.push(seen);
  }
  return { failure, unconfirmed, foundAfterMs };
}

/** Works in all places at once. If one fails, the others are cancelled and waited for, so that nothing of them is left running. */
async function inEveryPlace(places: number, work: (place: number) => Promise<void>, cancel: () => void): Promise<void> {
  const all = Array.from({ length: places }, async (_, place) => {
    try {
      await work(place);
    } catch (error) {
      cancel();
      throw error;
    }
  });
  await Promise.allSettled(all);
  await Promise.all(all);
}

/** The first with each combination of faults and crashes, but not many: every one takes long. */
function differentOf(stuck: readonly Failure[]): readonly Failure[] {
  const byTrouble = new Map<string, Failure>();
  for (const each of stuck) {
    const { load, crashes } = each.candidate.document;
    const trouble = JSON.stringify([load.map(({ faults = {} }) => Object.keys(faults)), crashes]);
    if (!byTrouble.has(trouble)) byTrouble.set(trouble, each);
  }
  return [...byTrouble.values()].slice(0, MOST_STUCK);
}

async function comesBack(
  { candidate, kind }: Failure,
  place: number,
  { tryLong, needed }: HuntOptions,
  halt: AbortSignal,
): Promise<boolean> {
  const most = kind === "stuck-pending" ? CONFIRMING.stuck : CONFIRMING.money;
  let times = 0;
  for (let run = 1; run <= most && !halt.aborted; run += 1) {
    const tried = await tryLong(candidate, place, halt);
    if (tried !== undefined && shows(tried, kind)) times += 1;
    if (times >= needed) return true;
    if (times < run && needed > 1) return false;
  }
  return false;
}

/** Whether a run shows this kind of finding. */
export function shows({ findings }: Tried, kind: FindingKind): boolean {
  return findings.some((finding) => finding.kind === kind);
}

/** The first kind in the order of reports, and a payout that is only stuck last. */
function worstOf({ findings }: Tried): FindingKind | undefined {
  return findingKinds.find((kind) => findings.some((finding) => finding.kind === kind));
}
