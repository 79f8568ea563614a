import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/**
 * Two lists of facts, each in the order of time, as one. The clock that told of the attempts may be another one than ours, and ours decides: nothing can
 * be seen of a payout before it was sent, so everything that was told of it is moved until that holds. Its own order and durations stay.
 * Returns how far the furthest was moved, in milliseconds: at least so far is that clock ahead of ours.
 */
export function mergeFacts(ours: readonly Fact[], told: readonly Fact[], record: (fact: Fact) => void): number {
  const ahead = aheadOf(ours, told);
  const moved = ahead.size === 0 ? told : told.map((fact) => earlier(fact, ahead)).sort(byTime);
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

/** How much earlier each payout was seen than it was told to be sent; none for one where that fits. */
function aheadOf(ours: readonly Fact[], told: readonly Fact[]): ReadonlyMap<PayoutNumber, number> {
  const sent = new Map<PayoutNumber, number>();
  for (const fact of told) {
    if (fact.kind === "attempt-sent" && !sent.has(fact.payout)) sent.set(fact.payout, fact.atMs);
  }
  const ahead = new Map<PayoutNumber, number>();
  for (const fact of ours) {
    const payout = "payout" in fact ? fact.payout : null;
    const sentMs = payout === null ? undefined : sent.get(payout);
    if (payout === null || sentMs === undefined) continue;
    sent.delete(payout);
    if (sentMs > fact.atMs) ahead.set(payout, sentMs - fact.atMs);
  }
  return ahead;
}

function earlier(fact: Fact, ahead: ReadonlyMap<PayoutNumber, number>): Fact {
  const byMs = "payout" in fact && fact.payout !== null ? ahead.get(fact.payout) : undefined;
  return byMs === undefined ? fact : { ...fact, atMs: Math.round((fact.atMs - byMs) * 1000) / 1000 };
}

function byTime(one: Fact, other: Fact): number {
  return one.atMs - other.atMs;
}
