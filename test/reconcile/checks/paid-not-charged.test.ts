import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { paidNotCharged } from "../../../src/reconcile/checks/paid-not-charged.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { answered, charge, good, listed, refund, run, sent, settled, timedOut, unread } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...paidNotCharged(buildStatement(run(0, happened)))];
const hit = { kind: "paid-not-charged", projectId: "shop", payout: 1, msat: 1_020_000 };

describe("paid-not-charged", () => {
  it("finds nothing where nothing was sent, and nothing where all was charged", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
  });

  it("finds a payout that was called paid, settled, and never charged", () => {
    expect(hits(sent(1), settled(1), answered(1))).toEqual([hit]);
  });

  it("finds a refund of an unknown outcome that settled after all", () => {
    expect(hits(sent(1), timedOut(1), settled(1), charge(1), refund(1))).toEqual([hit]);
    expect(hits(sent(1), timedOut(1), charge(1), refund(1))).toEqual([]);
  });

  it("counts the first settlement only: the second one is paid twice", () => {
    expect(hits(sent(1), settled(1), settled(1), timedOut(1))).toEqual([hit]);
  });

  it("does not accuse a refund of what a target left open, which may have failed, but one of what it called paid", () => {
    const open = (but: Parameters<typeof answered>[1], ...more: Parameters<typeof run>[1]) => {
      const happened = [...good(1), sent(2), answered(2, but), charge(2), refund(2), ...more];
      const { verdict, findings, doubts } = reconcile(run(98_980_000, happened, { oracle: "answers" }));
      return [verdict, findings.map(({ kind }) => kind), doubts];
    };
    const doubt = [{ kind: "stayed-pending", payouts: 1 }];
    const progress = { outcome: "pending", reason: "in-progress", status: 409, code: "PAYOUT_IN_PROGRESS" } as const;
    expect(open(progress, unread("payouts"))).toEqual(["inconclusive", [], doubt]);
    expect(open({ outcome: "pending", status: 202 })).toEqual(["inconclusive", [], doubt]);
    expect(open({ outcome: "pending", status: 202 }, listed(2))).toEqual(["violated", ["paid-not-charged"], []]);
    expect(open({})).toEqual(["violated", ["paid-not-charged"], []]);
  });

  it("says nothing of a run whose entries were not read to their end", () => {
    const facts = run(0, [sent(1), settled(1), answered(1)]).filter(({ kind }) => kind !== "run-ended");
    expect([...paidNotCharged(buildStatement(facts))]).toEqual([]);
  });
});
