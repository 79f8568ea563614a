import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { answered, charge, entry, failed, neverPaid, run, seen, sent, settled, timedOut, unread } from "./facts.ts";

function judged(finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  const { findings, metrics } = reconcile(run(finalMsat, [...happened, unread("entries")], but));
  const { balance_rollback_failures } = metrics;
  return { findings: findings.map(({ kind, payouts, msat }) => [kind, payouts, msat]), balance_rollback_failures };
}

const paid = (payout: number) => [sent(payout), answered(payout)];
const lost = (payout: number, amountMsat = 1_000_000) => [sent(payout, { amountMsat }), timedOut(payout)];
const again = (payout: number) => [sent(payout, { attempt: 2 }), timedOut(payout, { attempt: 2 })];
const failures = (count: number) => ({ balance_rollback_failures: { count } });
const unknownFailures = { balance_rollback_failures: undefined };

describe("findings without the entries", () => {
  it("are none where the balance is as expected", () => {
    expect(judged(98_980_000, [...paid(1), ...lost(2)], neverPaid)).toEqual({ findings: [], ...failures(0) });
  });

  it("are all payouts without a definite answer, where the drift is what all of them cost", () => {
    const facts = [...paid(1), ...lost(2), ...lost(3, 2_000_000)];
    expect(judged(98_980_000 - 1_020_000 - 2_040_000, facts, neverPaid)).toEqual({
      findings: [["charged-not-paid", 2, -3_060_000]],
      ...failures(2),
    });
  });

  it("are attempts in doubt before a paid one, where the drift is what all of them cost", () => {
    const facts = [...lost(1), sent(1, { attempt: 2 }), answered(1, { attempt: 2 }), ...lost(2), ...again(2)];
    expect(judged(98_980_000 - 3_060_000, facts, neverPaid)).toEqual({
      findings: [
        ["charged-not-paid", 1, -2_040_000],
        ["double-charged", 1, -1_020_000],
      ],
      ...failures(3),
    });
  });

  it("do not suspect an attempt in doubt that our node settled: its charge is due", () => {
    const retried = [...lost(2), sent(2, { attempt: 2 }), settled(2), answered(2, { attempt: 2 })];
    expect(judged(100_000_000 - 3_060_000, [...lost(1), settled(1), ...retried]).findings).toEqual([
      ["double-charged", 1, -1_020_000],
    ]);
  });

  it("are some payouts of equal cost, though nobody can say which", () => {
    const facts = [...paid(1), ...lost(2), ...lost(3), ...again(3), ...lost(4)];
    expect(judged(98_980_000 - 2_040_000, facts, neverPaid)).toEqual({
      findings: [["charged-not-paid", 2, -2_040_000]],
      ...failures(2),
    });
    const { findings } = reconcile(run(98_980_000 - 2_040_000, [...facts, unread("entries")], neverPaid));
    expect(findings[0]?.examples).toMatchObject([
      {
        key: "k_2",
        timeline: [
          "sent at +0.010 s",
          "answered 504 PAYMENT_TIMEOUT at +0.020 s",
          "one of 3 payouts without a definite answer; which ones were charged cannot be known without the entries",
        ],
      },
    ]);
  });

  it("suspect nobody of an attempt without an answer that says what happened: it may have been paid", () => {
    const facts = [
      ...paid(1),
      sent(2),
      timedOut(2, { reason: "client-timeout", status: 0, code: "CLIENT_TIMEOUT" }),
      sent(3),
    ];
    expect(judged(98_980_000 - 1_020_000, facts, neverPaid)).toEqual({ findings: [], ...unknownFailures });
  });

  it("count a payout once although two of its attempts were charged", () => {
    const facts = [...lost(1), ...again(1), ...lost(2), ...again(2)];
    expect(judged(100_000_000 - 3_060_000, facts, neverPaid)).toEqual({
      findings: [["charged-not-paid", 2, -3_060_000]],
      ...failures(3),
    });
  });

  it("are the payouts that our node settled and nobody was told of, where there is too much money", () => {
    const facts = [
      sent(1),
      settled(1),
      timedOut(1),
      sent(2),
      settled(2),
      timedOut(2),
      sent(3),
      settled(3),
      answered(3),
    ];
    expect(judged(98_980_000, facts).findings).toEqual([["paid-not-charged", 2, 2_040_000]]);
    expect(judged(97_960_000, facts).findings).toEqual([["paid-not-charged", 1, 1_020_000]]);
    const { findings } = reconcile(run(97_960_000, [...facts, unread("entries")]));
    expect(findings[0]?.examples[0]?.timeline.at(-1)).toBe(
      "one of 2 payouts that were paid without a definite answer; which ones were not charged cannot be known without the entries",
    );
  });

  it("are an unexplained change where no payout accounts for the drift", () => {
    expect(judged(99_999_000, lost(1), neverPaid)).toEqual({
      findings: [["unexplained-change", 0, -1_000]],
      ...unknownFailures,
    });
    expect(judged(97_960_000, lost(1), neverPaid).findings).toEqual([["unexplained-change", 0, -2_040_000]]);
    expect(judged(98_980_000, [sent(1), failed(1)], neverPaid).findings).toEqual([
      ["unexplained-change", 0, -1_020_000],
    ]);
    expect(judged(101_020_000, lost(1), neverPaid).findings).toEqual([["unexplained-change", 0, 1_020_000]]);
    expect(judged(98_980_000, [...lost(1), ...lost(2, 2_000_000)], neverPaid).findings).toEqual([
      ["unexplained-change", 0, -1_020_000],
    ]);
  });

  it("do not rest on the entries that were read before the reading failed", () => {
    const partly = [sent(1), settled(1), answered(1), ...lost(2), charge(2), entry(null, "fee", -7_000)];
    expect(judged(98_980_000, partly)).toEqual({ findings: [], ...failures(0) });
  });

  it("say that they are an inference, because restored snapshots cost as much as charges that stayed", () => {
    const happened = [...paid(1), ...lost(2), unread("entries")];
    const blind = "the API lists no entries of shop, so two errors that cancel each other out cannot be seen there";
    const inferred =
      "the drift of shop is exact; which payouts it belongs to is inferred, because there are no entries";
    const notes = (finalMsat: number) => reconcile(run(finalMsat, happened, neverPaid)).notes.slice(-2);
    expect(notes(97_960_000)).toEqual([blind, inferred]);
    expect(notes(98_980_000).at(-1)).toBe(blind);
  });

  it("are none where the balance jumped above all that answers allow, as a restored snapshot makes it: then it is a change that no payout explains", () => {
    const restored = [...paid(1), ...lost(2), ...paid(3), seen(100_000_000, 30, 31)];
    const found = judged(97_960_000 - 1_020_000, restored, neverPaid);
    expect(found).toEqual({
      findings: [
        ["unexplained-change", 0, -1_020_000],
        ["impossible-balance", 0, 0],
      ],
      ...unknownFailures,
    });
    // Too low is what charges that stayed look like as well.
    const low = [...paid(1), ...lost(2), ...paid(3), seen(96_000_000, 30, 31)];
    expect(judged(96_940_000, low, neverPaid).findings.map(([kind]) => kind)).toEqual([
      ...["charged-not-paid", "impossible-balance"],
    ]);
  });
});
