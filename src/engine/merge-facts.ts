import type { AttemptSent, Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/**
 * Two lists of facts, each in the order of time, as one. The clock that told of the attempts may be another one than ours, so the first attempt of a
 * payout is moved before anything that we saw of it.
 */
export function mergeFacts(ours: readonly Fact[], told: readonly Fact[], record: (fact: Fact) => void): void {
  const unsent = firstAttempts(told);
  const moved = new Set<Fact>();
  const send = (sent: AttemptSent, atMs: number) => {
    unsent.delete(sent.payout);
    moved.add(sent);
    record(sent.atMs <= atMs ? sent : { ...sent, atMs });
  };
  let next = 0;
  const recordTold = (untilMs: number) => {
    for (; next < told.length; next += 1) {
      const fact = told[next];
      if (fact === undefined || fact.atMs > untilMs) return;
      if (moved.has(fact)) continue;
      if (fact.kind === "attempt-sent") unsent.delete(fact.payout);
      record(fact);
    }
  };
  for (const fact of ours) {
    recordTold(fact.atMs);
    const sent = "payout" in fact && fact.payout !== null ? unsent.get(fact.payout) : undefined;
    if (sent !== undefined) send(sent, fact.atMs);
    record(fact);
  }
  recordTold(Number.POSITIVE_INFINITY);
}

function firstAttempts(told: readonly Fact[]): Map<PayoutNumber, AttemptSent> {
  const first = new Map<PayoutNumber, AttemptSent>();
  for (const fact of told) {
    if (fact.kind === "attempt-sent" && !first.has(fact.payout)) first.set(fact.payout, fact);
  }
  return first;
}
