import { describe, expect, it } from "vitest";
import { reconcile } from "../../src/reconcile/index.ts";
import { charge, listed, neverPaid, plannedFault, run, sent, timedOut } from "./facts.ts";

/** So many payouts of 20 timed out, kept their charge and are listed as failed, where 4 were to. */
const judged = (timeouts: number, planned = 4) => {
  const payouts = Array.from({ length: timeouts }, (_, index) => index + 1);
  const each = (payout: number) => [
    sent(payout),
    timedOut(payout),
    charge(payout),
    listed(payout, { state: "failed" }),
  ];
  const faults = planned === 0 ? [] : [plannedFault("timeout", planned)];
  const facts = run(100_000_000 - timeouts * 1_020_000, payouts.flatMap(each), { ...neverPaid, faults });
  const { findings, doubts, injectedTimeouts } = reconcile(facts);
  return { found: findings.map(({ kind }) => kind), doubts: doubts.map(({ kind }) => kind), injectedTimeouts };
};

describe("what injected timeouts are declared to mean", () => {
  it("holds where as many timed out as dice may let", () => {
    const never = { found: ["charged-not-paid"], doubts: ["nothing-reported-paid"], injectedTimeouts: "never-paid" };
    expect(judged(4)).toEqual(never);
    expect(judged(14)).toEqual(never);
  });

  it("holds for none where the service must have timeouts of its own besides, which may have paid", () => {
    const open = { found: [], doubts: ["nothing-reported-paid", "outcomes-unknown"], injectedTimeouts: null };
    expect(judged(15)).toEqual(open);
  });

  it("holds for all where no plan says how many there are to be", () => {
    expect(judged(15, 0).found).toEqual(["charged-not-paid"]);
  });
});
