import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  charge,
  failed,
  gaveUp,
  learned,
  received,
  refund,
  run,
  sent,
  settled,
  timedOut,
  unread,
} from "./facts.ts";

const shared = { sharedInvoices: true, target: "http://127.0.0.1:1", strategy: null } as const;
const asked = [sent(1), sent(2), received(1)];
const refused = (payout: number) => answered(payout, { outcome: "refused", reason: "rejected", status: 409 });

/** The balance follows the entries. */
function judged(...facts: readonly Fact[]) {
  const net = facts.reduce((sum, fact) => (fact.kind === "entry-read" ? sum + fact.deltaMsat : sum), 0);
  const { findings, projects, doubts } = reconcile(run(100_000_000 + net, [...asked, ...facts], shared));
  expect(findings.reduce((sum, { msat }) => sum + msat, 0)).toBe(projects[0]?.driftMsat);
  expect(doubts).toEqual([]);
  return findings.map(({ kind, examples }) => [kind, ...examples.map(({ key }) => key)]);
}

describe("two payouts with one invoice", () => {
  it("are right where one of them is charged and called paid, whichever it is, and the other is refused", () => {
    expect(judged(settled(1), answered(1), refused(2), charge(1))).toEqual([]);
    expect(judged(settled(1), answered(2), refused(1), charge(2))).toEqual([]);
    expect(judged(settled(1), answered(2), failed(1), charge(1), refund(1), charge(2))).toEqual([]);
    expect(judged(settled(1), timedOut(1), refused(2), charge(1))).toEqual([]);
    expect(judged(settled(1), refused(1), accepted(2), learned(2, "paid"), charge(2))).toEqual([]);
  });

  it("are right where neither was paid, and both were given back", () => {
    expect(judged(gaveUp(1), failed(1), failed(2), charge(1), refund(1), charge(2), refund(2))).toEqual([]);
  });

  it("are charged once too often where both are, and a false success where both are called paid", () => {
    expect(judged(settled(1), answered(1), timedOut(2), charge(1), charge(2))).toEqual([["charged-not-paid", "k_2"]]);
    expect(judged(settled(1), answered(1), answered(2), charge(1))).toEqual([["false-success", "k_2"]]);
    expect(judged(settled(1), answered(1), answered(2), charge(2))).toEqual([["false-success", "k_1"]]);
  });

  it("are paid and not charged where neither is", () => {
    expect(judged(settled(1), timedOut(1), refused(2))).toEqual([["paid-not-charged", "k_1"]]);
    expect(judged(settled(1), refused(1), timedOut(2))).toEqual([["paid-not-charged", "k_2"]]);
  });

  it("are a false refusal where both are refused and one was paid", () => {
    expect(judged(settled(1), refused(1), refused(2), charge(2))).toEqual([["false-refusal", "k_2"]]);
  });

  it("are paid twice, once each, where the rail pays an invoice twice and both are charged", () => {
    expect(judged(received(1), settled(1), settled(1), answered(1), answered(2), charge(1), charge(2))).toEqual([]);
  });

  it("are told apart by the answers where there are no entries", () => {
    const facts = [...asked, settled(1), refused(1), answered(2)];
    const blind = [unread("entries"), unread("payouts")];
    expect(reconcile(run(98_980_000, [...blind, ...facts], shared)).findings).toEqual([]);
  });

  it("that are refused for half of them are no doubt, as they would be otherwise", () => {
    const pairs = [1, 3, 5].flatMap((one) => [
      ...[sent(one), sent(one + 1), answered(one), refused(one + 1)],
      ...(one === 1 ? [received(one), settled(one), charge(one)] : []),
    ]);
    const kinds = (but: object) =>
      reconcile(run(98_980_000, pairs, { ...shared, ...but })).doubts.map(({ kind }) => kind);
    expect(kinds({})).not.toContain("mostly-refused");
  });
});
