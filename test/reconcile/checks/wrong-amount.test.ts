import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { wrongAmount } from "../../../src/reconcile/checks/wrong-amount.ts";
import { answered, charge, good, refund, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...wrongAmount(buildStatement(run(0, happened)))];
const hit = (msat: number) => [{ kind: "wrong-amount", projectId: "shop", payout: 1, msat }];

describe("wrong-amount", () => {
  it("finds nothing where nothing was sent, and nothing in the amount and its fee", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
    expect(hits(sent(1, { amountMsat: 1_000 }), settled(1, 1_000), charge(1, 1_020), answered(1))).toEqual([]);
  });

  it("finds a fee that was rounded down, and one that was taken twice", () => {
    expect(hits(sent(1, { amountMsat: 1_000 }), settled(1, 1_000), charge(1, 1_000), answered(1))).toEqual(hit(20));
    expect(hits(sent(1), settled(1), charge(1, 1_040_000), answered(1))).toEqual(hit(-20_000));
  });

  it("finds another amount at the node, which has no share in the drift", () => {
    expect(hits(sent(1), settled(1, 900_000), charge(1), answered(1))).toEqual(hit(0));
  });

  it("finds a wrong charge of an unknown outcome, without a share once it was given back", () => {
    expect(hits(sent(1), timedOut(1), charge(1, 1_030_000))).toEqual(hit(-10_000));
    expect(hits(sent(1), timedOut(1), charge(1, 1_030_000), refund(1, 1_030_000))).toEqual(hit(0));
  });
});
