import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  broke,
  failed,
  gaveUp,
  learned,
  received,
  restless,
  run,
  seen,
  sent,
  settled,
  timedOut,
  unread,
} from "./facts.ts";

/** A service that we started and that tells its balance and nothing else, on our rail. Amounts and costs are not whole sats. */
const service = { target: "wallet", strategy: null } as const;
const blind = [unread("entries"), unread("payouts")];
const AMOUNT = 777_123;
const COST = AMOUNT + Math.ceil(AMOUNT / 50);
const OPENING = 100_000_000;

const asked = (payout: number) => sent(payout, { amountMsat: AMOUNT });
const paid = (payout: number): Fact[] => [asked(payout), received(payout), settled(payout, AMOUNT), answered(payout)];
const gone = (payout: number, answer: Fact): Fact[] => [asked(payout), received(payout), gaveUp(payout), answer];

function judged(driftMsat: number, facts: readonly Fact[], costs: number, but: Partial<RunStarted> = {}) {
  const history = run(OPENING - costs * COST + driftMsat, [...blind, ...facts], { ...service, ...but });
  const { verdict, findings, doubts, notes } = reconcile(history);
  return {
    verdict,
    found: findings.map(({ kind, msat }) => [kind, msat]),
    doubts: doubts.map(({ kind }) => kind),
    isNoted: notes.some((note) => note.includes("lists no entries of shop")),
  };
}

const balanced = { verdict: "balanced", found: [], doubts: [], isNoted: true };

describe("a service that tells only its balance, on our rail", () => {
  it("is balanced to the msat where the balance is right, and the report says what could not be seen", () => {
    expect(judged(0, paid(1), 1)).toEqual(balanced);
    expect(judged(0, [...paid(1), ...gone(2, failed(2)), ...gone(3, timedOut(3)), asked(4), broke(4)], 1)).toEqual(
      balanced,
    );
    const late = [asked(2), received(2), timedOut(2), settled(2, AMOUNT)];
    expect(judged(0, [...paid(1), ...late], 2)).toEqual(balanced);
  });

  it("is violated by a single msat, whatever it was", () => {
    for (const driftMsat of [1, -1, 500])
      expect(judged(driftMsat, paid(1), 1)).toMatchObject({
        verdict: "violated",
        found: [["unexplained-change", driftMsat]],
      });
  });

  it("has charged what was not paid, and given back what was, where the drift is exactly that", () => {
    expect(judged(-COST, [...paid(1), ...gone(2, timedOut(2))], 1)).toMatchObject({
      found: [["charged-not-paid", -COST]],
    });
    const late = [asked(2), received(2), timedOut(2), settled(2, AMOUNT)];
    expect(judged(COST, [...paid(1), ...late], 2)).toMatchObject({ found: [["paid-not-charged", COST]] });
  });

  it("is held to what it told, by answers and polls", () => {
    expect(judged(0, [...paid(1), ...gone(2, answered(2))], 1).found).toEqual([["false-success", 0]]);
    const poll = [...gone(2, accepted(2)), learned(2, "paid")];
    expect(judged(0, [...paid(1), ...poll], 1).found).toEqual([["false-success", 0]]);
    const refusal = [asked(2), received(2), settled(2, AMOUNT), accepted(2), learned(2, "refused")];
    expect(judged(0, [...paid(1), ...refusal], 2).found).toEqual([["false-refusal", 0]]);
  });

  it("is not accused for a balance that its open answers allow during the load", () => {
    const reads = [seen(OPENING, 13, 14), seen(OPENING - COST, 13, 14)];
    for (const read of reads) {
      const facts = [asked(1), received(1), read, settled(1, AMOUNT), answered(1)];
      expect(judged(0, facts, 1)).toEqual(balanced);
    }
  });

  it("is a doubt where it accepted what never reached the rail, and nothing shows what became of it", () => {
    const lost = [...paid(1), asked(2), accepted(2)];
    expect(judged(0, lost, 1)).toMatchObject({ verdict: "inconclusive", found: [], doubts: ["accepted-unseen"] });
    const nothing = learned(2, "unknown", { status: 404 });
    expect(judged(0, [...lost, nothing], 1)).toMatchObject({ doubts: ["accepted-unseen"] });
    expect(judged(0, [...lost, learned(2, "refused")], 1)).toEqual(balanced);
    expect(judged(0, [...paid(1), asked(2), accepted(2), received(2), gaveUp(2)], 1)).toEqual(balanced);
    expect(judged(0, [...paid(1), ...gone(2, accepted(2))], 1)).toMatchObject({ doubts: ["outcomes-untold"] });
  });

  it("is stuck where polls call pending what the rail is done with, and keeps the money or not", () => {
    const pending = [...paid(1), ...gone(2, accepted(2)), learned(2, "pending")];
    for (const driftMsat of [0, -1, -COST])
      expect(judged(driftMsat, pending, 1)).toMatchObject({ verdict: "stuck", found: [["stuck-pending", driftMsat]] });
    expect(reconcile(restless(run(OPENING - COST, [...blind, ...pending], service))).verdict).toBe("inconclusive");
  });

  it("may still hold what is missing for payouts that are stuck, and not a msat more", () => {
    const stuck = (payout: number) => [...gone(payout, accepted(payout)), learned(payout, "pending")];
    const projects = [{ projectId: "shop", balanceMsat: OPENING, mayHold: { ppm: 10_000, atLeastMsat: 2_000 } }];
    const most = 2 * (COST + Math.ceil(AMOUNT / 100));
    const facts = [...paid(1), ...stuck(2), ...stuck(3)];
    for (const driftMsat of [-most, 1 - most, -COST])
      expect(judged(driftMsat, facts, 1, { projects })).toMatchObject({
        ...{ verdict: "stuck", found: [["stuck-pending", driftMsat]] },
      });
    expect(judged(-most - 1, facts, 1, { projects })).toMatchObject({ verdict: "violated" });
    expect(judged(-most - COST, [...facts, ...gone(4, timedOut(4))], 1, { projects }).found).toEqual([
      ["charged-not-paid", -COST],
      ["stuck-pending", -most],
    ]);
  });

  it("may hold a reserve for a payout that was paid and is still called pending", () => {
    const late = [asked(2), received(2), accepted(2), settled(2, AMOUNT), learned(2, "pending")];
    const projects = [{ projectId: "shop", balanceMsat: OPENING, mayHold: { ppm: 0, atLeastMsat: 2_000 } }];
    expect(judged(-2_000, [...paid(1), ...late], 2, { projects })).toMatchObject({
      ...{ verdict: "stuck", found: [["stuck-pending", -2_000]] },
    });
    expect(judged(-2_001, [...paid(1), ...late], 2, { projects })).toMatchObject({ verdict: "violated" });
  });

  it("is not tested where its rail was never asked", () => {
    expect(judged(0, [asked(1), accepted(1)], 0)).toMatchObject({ verdict: "inconclusive", found: [] });
  });
});

describe("a service that charges the route to the account, without our rail", () => {
  const foreign = { ...service, oracle: "answers", routingFees: "passed-on" } as const;

  it("proves nothing about what the route cost, and accuses nobody of it", () => {
    for (const driftMsat of [0, -1_234, -9_000]) {
      const facts = [asked(1), answered(1), asked(2), answered(2), seen(OPENING - 2 * COST + driftMsat, 50, 60)];
      expect(judged(driftMsat, facts, 2, foreign)).toMatchObject({
        ...{ verdict: "inconclusive", found: [], doubts: ["routes-unknown"] },
      });
    }
  });

  it("is violated where a payout that it calls paid was not charged at all", () => {
    expect(judged(COST, [asked(1), answered(1), asked(2), answered(2)], 2, foreign)).toMatchObject({
      verdict: "violated",
    });
  });

  it("is not accused of entries that show more than the cost, and is of a payout charged twice", () => {
    const found = (...entries: readonly number[]) => {
      const net = entries.reduce((sum, msat) => sum + msat, 0);
      const moves = entries.map((deltaMsat): Fact => {
        const rest = { entryId: "e", isOfOthers: false, balanceAfterMsat: null, enteredAtMs: null, word: "x" };
        return { kind: "entry-read", atMs: 900, projectId: "shop", payout: 1, effect: "other", deltaMsat, ...rest };
      });
      const { findings } = reconcile(run(OPENING + net, [asked(1), answered(1), ...moves], foreign));
      return findings.map(({ kind }) => kind);
    };
    expect(found(-COST - 1_234)).toEqual([]);
    expect(found(-COST, -1_234)).toEqual([]);
    expect(found(-COST - 10_000, 8_766)).toEqual([]);
    expect(found(-COST, -COST)).toEqual(["double-charged"]);
    expect(found(-COST + 1)).toEqual(["wrong-amount"]);
  });
});
