import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  charge,
  entry,
  failed,
  gaveUp,
  good,
  neverPaid,
  received,
  refund,
  run,
  sent,
  settled,
  timedOut,
  unread,
} from "./facts.ts";

const OPENING = 100_000_000;
const kept: Partial<RunStarted> = { feeOnRefund: "kept" };

/** What a run comes to whose books are these entries. The balance is the opening and their sum. */
function judged(happened: readonly Fact[], but: Partial<RunStarted> = kept) {
  const moved = happened.reduce((sum, fact) => (fact.kind === "entry-read" ? sum + fact.deltaMsat : sum), 0);
  const { findings, projects, verdict } = reconcile(run(OPENING + moved, happened, but));
  const [project] = projects;
  expect(findings.reduce((sum, { msat }) => sum + msat, 0)).toBe(project?.driftMsat);
  return { verdict, findings: findings.map(({ kind, msat }) => `${kind} ${msat}`), expected: project?.expectedMsat };
}

const found = (happened: readonly Fact[], but?: Partial<RunStarted>) => judged(happened, but).findings;

/** A payout whose payment failed, for which the books say this. */
const failure = (...entries: readonly Fact[]) => [sent(1), received(1), gaveUp(1), failed(1), ...entries];

describe("the fee of a payout that failed", () => {
  it("is its cost where the service is declared to keep it", () => {
    expect(judged(failure(charge(1), refund(1, 1_000_000)))).toEqual({
      ...{ verdict: "balanced", findings: [], expected: OPENING - 20_000 },
    });
  });

  it("is missing where it is not", () => {
    const returned = failure(charge(1), refund(1, 1_000_000));
    expect(found(returned, {})).toEqual(["partly-refunded -20000"]);
    expect(found(returned, { feeOnRefund: "returned" })).toEqual(["partly-refunded -20000"]);
  });

  it.each([
    ["given back in full", [charge(1), refund(1)], ["wrong-amount 20000"]],
    ["given back in full, in two parts", [charge(1), refund(1, 20_000), refund(1, 1_000_000)], ["wrong-amount 20000"]],
    ["half given back", [charge(1), refund(1, 1_010_000)], ["wrong-amount 10000"]],
    ["kept with a half of the amount", [charge(1), refund(1, 500_000)], ["partly-refunded -500000"]],
    ["kept with everything else", [charge(1)], ["charged-not-paid -1000000"]],
    ["given back with more", [charge(1), refund(1, 1_100_000)], ["unexplained-change 80000", "wrong-amount 20000"]],
    [
      "kept, and a reserve as well",
      [charge(1, 1_050_000), refund(1, 1_000_000)],
      ["partly-refunded -30000", "wrong-amount 0"],
    ],
  ] as const)("is a finding when it is %s", (_, entries, findings) => {
    expect(found(failure(...entries)).toSorted()).toEqual(findings);
  });

  it.each([
    ["the amount comes back in two parts", [charge(1), refund(1, 600_000), refund(1, 400_000)]],
    ["amount and fee were charged apart", [charge(1, 1_000_000), charge(1, 20_000), refund(1, 1_000_000)]],
    ["it was held, and the rest released", [entry(1, "hold", -1_020_000), entry(1, "release", 1_000_000)]],
    ["a reserve comes back with the amount", [charge(1, 1_050_000), refund(1, 1_030_000)]],
    ["a reserve comes back apart", [charge(1, 1_050_000), refund(1, 30_000), refund(1, 1_000_000)]],
    ["all comes back, and the fee is charged anew", [charge(1), refund(1), charge(1, 20_000)]],
    ["nothing was ever charged", []],
  ] as const)("is in order when %s", (_, entries) => {
    const projects = [{ projectId: "shop", balanceMsat: OPENING, mayHold: { ppm: 0, atLeastMsat: 30_000 } }];
    expect(found(failure(...entries), { ...kept, projects })).toEqual([]);
  });

  it("may be kept although our rail was never asked", () => {
    expect(found([sent(1), failed(1), charge(1), refund(1, 1_000_000)])).toEqual([]);
    expect(found([sent(1), failed(1), charge(1), refund(1)])).toEqual([]);
  });

  it("may be kept of an attempt before the one that was paid", () => {
    const again = [sent(1, { attempt: 2 }), received(1), settled(1), charge(1)];
    expect(found([...failure(charge(1), refund(1, 1_000_000)), ...again])).toEqual([]);
    expect(found([...failure(charge(1), refund(1)), ...again])).toEqual([]);
  });

  it("is one for each charge, in however many parts that was booked", () => {
    const apart = [charge(1, 1_000_000), charge(1, 20_000)];
    expect(found(failure(...apart, refund(1, 980_000)))).toEqual(["partly-refunded -20000"]);
    expect(judged(failure(charge(1), charge(1, 20_000), refund(1, 1_000_000))).verdict).toBe("violated");
    const again = [sent(1, { attempt: 2 }), received(1), settled(1), ...apart];
    expect(found([...failure(...apart, refund(1, 1_000_000)), ...again])).toEqual([]);
    expect(found([...failure(...apart, refund(1, 980_000)), ...again])).toEqual(["partly-refunded -40000"]);
  });

  it("is no excuse for a payout that was paid with its one charge", () => {
    const late = [sent(1), received(1), timedOut(1), charge(1), refund(1, 1_000_000), settled(1)];
    expect(found(late).toSorted()).toEqual(["paid-not-charged 1020000", "partly-refunded -20000"]);
  });
});

describe("without entries", () => {
  const balanceOnly = (finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) => {
    const { findings } = reconcile(run(finalMsat, [...happened, unread("entries")], { ...kept, ...but }));
    return findings.map(({ kind, msat }) => `${kind} ${msat}`);
  };

  it("the fee of a payment that failed is expected to be gone", () => {
    expect(balanceOnly(OPENING - 20_000, failure())).toEqual([]);
    expect(balanceOnly(OPENING, failure())).toEqual(["unexplained-change 20000"]);
    expect(balanceOnly(OPENING - 40_000, failure())).toEqual(["unexplained-change -20000"]);
  });

  it("a second failure may have cost another one, and nobody knows", () => {
    const twice = [...failure(), sent(1, { attempt: 2 }), received(1), gaveUp(1), failed(1, { attempt: 2 })];
    expect(balanceOnly(OPENING - 20_000, twice)).toEqual([]);
    expect(balanceOnly(OPENING - 40_000, twice)).toEqual([]);
    expect(balanceOnly(OPENING - 60_000, twice)).toEqual(["unexplained-change -20000"]);
  });

  it("what may be such a fee, or be lost, is a doubt", () => {
    const retried = [...failure(), sent(1, { attempt: 2 }), failed(1, { attempt: 2 })];
    const doubted = (missingMsat: number) =>
      reconcile(run(OPENING - missingMsat, [...retried, unread("entries")], kept)).doubts;
    expect(doubted(20_000)).toEqual([]);
    expect(doubted(40_000)).toEqual([{ kind: "kept-fees-unknown", projectId: "shop", missingMsat: 20_000 }]);
  });

  it("and without our rail, a failure that is answered may have cost it", () => {
    for (const msat of [0, 20_000]) expect(balanceOnly(OPENING - msat, [sent(1), failed(1)], neverPaid)).toEqual([]);
    expect(balanceOnly(OPENING - 40_000, [sent(1), failed(1)], neverPaid)).not.toEqual([]);
  });
});

/** Everything that books may say of a payout. */
const movements = fc.array(
  fc.constantFrom(
    ...[charge(2), charge(2, 1_050_000), charge(2, 1_000_000), charge(2, 20_000), refund(2), refund(2, 1_000_000)],
    ...[refund(2, 20_000), refund(2, 30_000), refund(2, 1_030_000), refund(2, 7_000)],
  ),
  { maxLength: 5 },
);
const payments = fc.array(fc.constantFrom("settled", "failed"), { maxLength: 3 });

describe("whatever the books say", () => {
  it("all findings add up to the drift", () => {
    fc.assert(
      fc.property(movements, payments, fc.constantFrom("kept", "returned"), (entries, ends, feeOnRefund) => {
        const paid = ends.flatMap((end) => [received(2), end === "settled" ? settled(2) : gaveUp(2)]);
        judged([...good(1), sent(2), ...paid, failed(2), ...entries], { feeOnRefund });
      }),
      { numRuns: 300 },
    );
  });
});
