import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { createDriftSoFar } from "../../src/reconcile/drift-so-far.ts";
import {
  accepted,
  answered,
  balance,
  declared,
  gaveUp,
  givenUp,
  neverPaid,
  received,
  run,
  seen,
  sent,
  settled,
  started,
  timedOut,
  unanswered,
} from "./facts.ts";
import { honestHistory } from "./honest-history.ts";

/** The range after these facts, which follow an opening balance of 100,000 sats, as `[low, high]`. */
function rangeAfter(facts: readonly Fact[], but: Parameters<typeof started>[0] = {}) {
  const soFar = createDriftSoFar();
  for (const fact of [started(but), balance("opening", 100_000_000), ...facts]) soFar.enter(fact);
  const range = soFar.range();
  return range === null ? null : [range.loMsat, range.hiMsat];
}

describe("the drift so far", () => {
  it("is not known before a balance was read", () => {
    const soFar = createDriftSoFar();
    expect(soFar.range()).toBeNull();
    soFar.enter(started());
    expect(soFar.range()).toBeNull();
  });

  it("is none before the first payout, and what nobody explains from then on", () => {
    expect(rangeAfter([])).toEqual([0, 0]);
    expect(rangeAfter([seen(100_000_500, 30, 31)])).toEqual([500, 500]);
  });

  it("is none when what was paid is what was charged", () => {
    expect(rangeAfter([sent(1), received(1), settled(1), answered(1), seen(98_980_000, 30, 31)])).toEqual([0, 0]);
  });

  it("may be none while a payout is in flight, charged or not", () => {
    expect(rangeAfter([sent(1), received(1), seen(98_980_000, 30, 31)])).toEqual([-1_020_000, 0]);
    expect(rangeAfter([sent(1), received(1), seen(100_000_000, 30, 31)])).toEqual([0, 1_020_000]);
  });

  it("counts every attempt of a payout in flight, because each may have been charged", () => {
    const again = sent(1, { attempt: 2, atMs: 140 });
    expect(rangeAfter([sent(1), received(1), timedOut(1), again, seen(97_960_000, 150, 151)])).toEqual([-2_040_000, 0]);
  });

  it("takes what came to rest after the question for still in flight", () => {
    const early = [sent(1), received(1), settled(1), answered(1, { atMs: 40 })];
    expect(rangeAfter([...early, seen(100_000_000, 39, 41)])).toEqual([0, 1_020_000]);
    expect(rangeAfter([...early, seen(98_980_000, 41, 42)])).toEqual([0, 0]);
  });

  it("is a loss once a charge without a payment had time to come back", () => {
    const bug = [sent(1), received(1), timedOut(1, { atMs: 120 }), gaveUp(1, 130)];
    expect(rangeAfter([...bug, seen(98_980_000, 200, 201)])).toEqual([-1_020_000, 0]);
    expect(rangeAfter([...bug, seen(98_980_000, 2_131, 2_132)])).toEqual([-1_020_000, -1_020_000]);
  });

  it("is a gain when a payment settles after its charge was given back", () => {
    const late = [sent(1), received(1), timedOut(1, { atMs: 120 })];
    expect(rangeAfter([...late, seen(100_000_000, 125, 126)])).toEqual([0, 1_020_000]);
    expect(rangeAfter([...late, settled(1, 1_000_000, 130), seen(100_000_000, 140, 141)])).toEqual([
      1_020_000, 1_020_000,
    ]);
  });

  it("waits for a payout of which the caller was told nothing, or that it is pending, until it is paid", () => {
    for (const answer of [accepted(1), unanswered(1), givenUp(1)]) {
      const begun = [sent(1), received(1), answer, gaveUp(1, 130)];
      expect(rangeAfter([...begun, seen(98_980_000, 9_000, 9_001)])).toEqual([-1_020_000, 0]);
      const paid = [received(1, "settle", 9_010), settled(1, 1_000_000, 9_020)];
      expect(rangeAfter([...begun, ...paid, seen(98_980_000, 9_030, 9_031)])).toEqual([0, 0]);
    }
  });

  it("counts a second payment of a payout that was at rest", () => {
    const paid = [sent(1), received(1), settled(1), answered(1)];
    const twice = [received(1, "settle", 50), settled(1, 1_000_000, 60)];
    expect(rangeAfter([...paid, ...twice, seen(98_980_000, 70, 71)])).toEqual([1_020_000, 1_020_000]);
  });

  it("believes the answers where the node is not ours, and leaves open what they leave open", () => {
    const believed = { oracle: "answers" } as const;
    expect(rangeAfter([sent(1), answered(1), seen(98_980_000, 30, 31)], believed)).toEqual([0, 0]);
    const open = [sent(1), timedOut(1), seen(98_980_000, 9_000, 9_001)];
    expect(rangeAfter(open, neverPaid)).toEqual([-1_020_000, -1_020_000]);
    expect(rangeAfter(open, believed)).toEqual([-1_020_000, 0]);
    // Whatever is declared of injected timeouts, it is not said of an answer that never came.
    expect(rangeAfter([sent(1), givenUp(1), seen(98_980_000, 9_000, 9_001)], neverPaid)).toEqual([-1_020_000, 0]);
  });

  it("is that of all projects together, and unknown without the balance of one", () => {
    const but = { projects: declared(["shop", "bar"]) };
    expect(rangeAfter([], but)).toBeNull();
    const bar = { projectId: "bar" };
    const both = [
      balance("opening", 5_000_000, bar),
      sent(1, bar),
      seen(3_980_000, 30, 31, bar),
      seen(100_000_007, 32, 33),
    ];
    expect(rangeAfter(both, but)).toEqual([-1_019_993, 7]);
  });

  it("is nothing to payments of nobody's payouts", () => {
    expect(rangeAfter([received(null), settled(null), received(9), settled(9), seen(100_000_000, 30, 31)])).toEqual([
      0, 0,
    ]);
  });

  it("is at the end what the report says, whatever was never answered", () => {
    const bug = [sent(1), received(1), timedOut(1, { atMs: 120 }), gaveUp(1, 130)];
    const paid = [sent(2), received(2), settled(2), unanswered(2), received(2)];
    const soFar = createDriftSoFar();
    for (const fact of run(97_960_000, [...bug, ...paid])) soFar.enter(fact);
    expect(soFar.range()).toEqual({ loMsat: -1_020_000, hiMsat: -1_020_000 });
  });

  it("is never said of an honest API", () => {
    fc.assert(
      fc.property(honestHistory, ({ facts }) => {
        const soFar = createDriftSoFar();
        for (const fact of facts) {
          soFar.enter(fact);
          const { loMsat, hiMsat } = soFar.range() ?? { loMsat: 0, hiMsat: 0 };
          expect(loMsat).toBeLessThanOrEqual(0);
          expect(hiMsat).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});
