import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { accepted, answered, charge, failed, good, listed, received, refund, run, sent, settled } from "../facts.ts";

/** Payout 1 asks for a text, and payout 2 is an ordinary one. */
const hostileAmounts = ["text"];
const asked = (attempt = 1) => sent(1, { attempt, amountMsat: 0, costMsat: 0 });
const refused = answered(1, { outcome: "refused", reason: "rejected", status: 422 });

function judged(finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  const result = reconcile(
    run(finalMsat, [...good(2), listed(2), ...happened], { hostileAmounts, payouts: 2, ...but }),
  );
  const findings = result.findings.map(({ kind, payouts, msat }) => [kind, payouts, msat]);
  return [result.verdict, findings, result.doubts.map(({ kind }) => kind)];
}

const balanced = ["balanced", [], []];
const taken = (msat: number) => ["violated", [["invalid-accepted", 1, msat]], []];

describe("invalid-accepted", () => {
  it("finds nothing where what nobody can make is refused, or taken and given back", () => {
    expect(judged(98_980_000, [asked(), refused])).toEqual(balanced);
    expect(judged(98_980_000, [asked(), charge(1), refund(1), failed(1)])).toEqual(balanced);
  });

  it("finds nothing where it was accepted first, and is listed as refused or failed in the end", () => {
    for (const state of ["refused", "failed"] as const) {
      expect(judged(98_980_000, [asked(), accepted(1), listed(1, { state })])).toEqual(balanced);
    }
    expect(judged(98_980_000, [asked(), accepted(1)])).toEqual(taken(0));
  });

  it("finds what was called paid or pending, and what moved the balance or was paid", () => {
    expect(judged(98_980_000, [asked(), answered(1)])).toEqual(taken(0));
    expect(judged(98_980_000, [asked(), accepted(1), listed(1, { state: "pending" })])).toEqual(taken(0));
    expect(judged(97_960_000, [asked(), charge(1), refused])).toEqual(taken(-1_020_000));
    expect(judged(98_980_000, [asked(), received(1), settled(1), refused])).toEqual(taken(0));
  });

  it("is no excuse for a balance below zero, whatever was given back", () => {
    const below = charge(1, 200_000_000, { balanceAfterMsat: -101_020_000 });
    expect(judged(98_980_000, [asked(), below, refund(1, 200_000_000), failed(1)])).toEqual([
      "violated",
      [["overdraft", 1, 0]],
      [],
    ]);
  });

  it("doubts what was neither refused nor taken: an error is no refusal", () => {
    const error = answered(1, { outcome: "unknown", reason: "service-error", status: 500 });
    const [verdict, findings, doubts] = judged(98_980_000, [asked(), error], { target: "http://t", strategy: null });
    expect([verdict, findings, doubts]).toEqual(["inconclusive", [], ["invalid-not-refused"]]);
  });

  it("does not take refusals of everything for care", () => {
    const all = [asked(), refused, sent(2), answered(2, { outcome: "refused", reason: "rejected", status: 401 })];
    const { verdict, doubts } = reconcile(run(100_000_000, all, { hostileAmounts, payouts: 2 }));
    expect([verdict, doubts.map(({ kind }) => kind)]).toEqual(["inconclusive", ["all-refused"]]);
  });
});
