import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { chargedNotPaid } from "../../../src/reconcile/checks/charged-not-paid.ts";
import { charge, failed, good, received, refund, restless, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...chargedNotPaid(buildStatement(run(0, happened)))];

describe("charged-not-paid", () => {
  it("finds nothing where nothing was sent, and nothing where all was paid", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
  });

  it("finds a charge that stayed after a definite failure", () => {
    expect(hits(...good(1), sent(2), failed(2), charge(2))).toEqual([
      { kind: "charged-not-paid", projectId: "shop", payout: 2, msat: -1_020_000 },
    ]);
    expect(hits(sent(2), failed(2), charge(2), refund(2))).toEqual([]);
  });

  it("finds every charge of attempts whose outcome is unknown, unless the node settled after all", () => {
    const twice = [sent(1), timedOut(1), sent(1, { attempt: 2 }), charge(1), charge(1)];
    expect(hits(...twice)).toEqual([{ kind: "charged-not-paid", projectId: "shop", payout: 1, msat: -2_040_000 }]);
    expect(hits(...twice, settled(1))).toEqual([]);
    expect(hits(sent(1), timedOut(1), charge(1), settled(1))).toEqual([]);
  });

  it("does not accuse a payment that was still in flight when the drain ended", () => {
    const held = run(-1_020_000, [sent(1), received(1, "late-settle"), timedOut(1), charge(1)]);
    const unfinishedFacts = restless(held);
    expect([...chargedNotPaid(buildStatement(unfinishedFacts))]).toEqual([]);
    expect([
      ...chargedNotPaid(buildStatement([...unfinishedFacts, { kind: "payment-failed", atMs: 900, payout: 1 }])),
    ]).toHaveLength(1);
  });
});
