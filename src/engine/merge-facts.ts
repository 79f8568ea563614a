import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/** The clock by which a payout was told of; null where nothing was. */
export type ClockOf = (payout: PayoutNumber) => string | null;

/** What was told by other clocks than ours. */
export interface ToldFacts {
  /** In the order of time. */
  readonly facts: readonly Fact[];
  readonly clockOf: ClockOf;
  /** Nothing of it happened before. */
  readonly sinceMs: number;
}

/**
 * Two lists of facts, each in the order of time, as one. The clocks that told of the attempts may be others than ours, and ours decides: nothing can
 * be seen of a payout before it was sent, so everything that was told of it is moved until that holds. Its own order and durations stay.
 * Returns how far the furthest was moved, in milliseconds: at least so far is its clock ahead of ours.
 */
export function mergeFacts(ours: Iterable<Fact>, told: ToldFacts, record: (fact: Fact) => void): number {
  const ahead = aheadOf(ours, told);
  const moved = ahead.size === 0 ? told.facts : told.facts.map((fact) => earlier(fact, ahead)).sort(byTime);
  let next = 0;
  const recordTold = (untilMs: number) => {
    for (; next < moved.length; next += 1) {
      const fact = moved[next];
      if (fact === undefined || fact.atMs > untilMs) return;
      record(fact);
    }
  };
  for (const fact of ours) {
    recordTold(fact.atMs);
    record(fact);
  }
  recordTold(Number.POSITIVE_INFINITY);
  let mostMs = 0;
  for (const aheadMs of ahead.values()) mostMs = Math.max(mostMs, aheadMs);
  return mostMs;
}

/**
 * How far ahead each payout was told: by as much as it was seen before its sending; one that was never seen, by as much as most of the same clock. What
 * was seen is moved no further than is proved of it, so that no answer is put before the end of a payment which it may have followed.
 */
function aheadOf(ours: Iterable<Fact>, told: ToldFacts): ReadonlyMap<PayoutNumber, number> {
  const unseen = firstSent(told.facts);
  const ahead = new Map<PayoutNumber, number>();
  const ofClock = new Map<string, number[]>();
  for (const fact of ours) {
    const payout = "payout" in fact ? fact.payout : null;
    const sentMs = payout === null ? undefined : unseen.get(payout);
    if (payout === null || sentMs === undefined) continue;
    unseen.delete(payout);
    const aheadMs = Math.max(0, sentMs - fact.atMs);
    if (aheadMs > 0) ahead.set(payout, aheadMs);
    const clock = told.clockOf(payout);
    if (clock === null) continue;
    const known = ofClock.get(clock);
    if (known === undefined) ofClock.set(clock, [aheadMs]);
    else known.push(aheadMs);
  }
  if (ahead.size === 0) return ahead;
  const usual = new Map([...ofClock].map(([clock, all]) => [clock, median(all)]));
  for (const [payout, sentMs] of unseen) {
    const aheadMs = Math.min(usual.get(told.clockOf(payout) ?? "") ?? 0, sentMs - told.sinceMs);
    if (aheadMs > 0) ahead.set(payout, aheadMs);
  }
  return ahead;
}

function firstSent(facts: readonly Fact[]): Map<PayoutNumber, number> {
  const sent = new Map<PayoutNumber, number>();
  for (const fact of facts) {
    if (fact.kind === "attempt-sent" && !sent.has(fact.payout)) sent.set(fact.payout, fact.atMs);
  }
  return sent;
}

/** The lower one of two: a few that are far off do not count. */
function median(all: number[]): number {
  const sorted = all.sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function earlier(fact: Fact, ahead: ReadonlyMap<PayoutNumber, number>): Fact {
  const byMs = "payout" in fact && fact.payout !== null ? ahead.get(fact.payout) : undefined;
  return byMs === undefined ? fact : { ...fact, atMs: Math.round((fact.atMs - byMs) * 1000) / 1000 };
}

function byTime(one: Fact, other: Fact): number {
  return one.atMs - other.atMs;
}
