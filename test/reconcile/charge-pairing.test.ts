import { describe, expect, it } from "vitest";
import { pairWithReversals } from "../../src/reconcile/charge-pairing.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { charge, entry, failed, good, received, refund, run, sent } from "./facts.ts";

const NONE = [0, 0];

/** What the pairing of charges and give-backs of a payout that costs 1,020 comes to. */
function paired(charges: readonly number[], reversals: readonly number[], mayHoldMsat = 0) {
  const paired = pairWithReversals(charges, reversals, { costMsat: 1_020_000, mayHoldMsat });
  const { openCharges, reversedWrongAmount, partialRefunds, unrefundedMsat, excessReversals, excessReversalMsat } =
    paired;
  return [openCharges, reversedWrongAmount, [partialRefunds, unrefundedMsat], [excessReversals, excessReversalMsat]];
}

/** What is found of a payout that the node has failed, beside one that went well. */
function found(...entries: Parameters<typeof run>[1]) {
  const { verdict, findings } = reconcile(run(98_980_000, [...good(1), sent(2), received(2), failed(2), ...entries]));
  return [verdict, findings.map(({ kind }) => kind)];
}

describe("charges and what reverses them", () => {
  it("leave nothing open where there is nothing, or as much of one as of the other", () => {
    expect(paired([], [])).toEqual([[], false, NONE, NONE]);
    expect(paired([1_020_000, 1_020_000], [1_020_000, 1_020_000])).toEqual([[], false, NONE, NONE]);
    expect(paired([1_020_000, 1_020_000], [1_020_000])).toEqual([[1_020_000], false, NONE, NONE]);
  });

  it("are parts of one sum where the parts add up to it, on either side", () => {
    expect(paired([1_000_000, 20_000], [])).toEqual([[1_020_000], false, NONE, NONE]);
    for (const [charges, reversals] of [
      [[1_000_000, 20_000], [1_020_000]],
      [[1_020_000], [20_000, 1_000_000]],
      [
        [1_000_000, 20_000],
        [1_000_000, 20_000],
      ],
    ] as const)
      expect(paired(charges, reversals)).toEqual([[], false, NONE, NONE]);
    expect(paired([1_020_000, 1_000_000, 20_000], [1_000_000, 20_000])).toEqual([[1_020_000], false, NONE, NONE]);
  });

  it("are what they are where the parts do not add up, and a fee that is kept is given back too little", () => {
    expect(paired([1_000_000], [])).toEqual([[1_000_000], false, NONE, NONE]);
    expect(paired([1_000_000, 20_000], [1_000_000])).toEqual([[], false, [1, 20_000], NONE]);
    expect(paired([1_020_000], [1_000_000])).toEqual([[], false, [1, 20_000], NONE]);
    expect(paired([1_030_000], [1_030_000])).toEqual([[], true, NONE, NONE]);
  });

  it("belong to each other by their amounts first, whatever order they are listed in", () => {
    expect(paired([1_020_000, 500_000], [1_020_000])).toEqual([[500_000], false, NONE, NONE]);
    expect(paired([1_020_000, 1_040_000], [4_080_000, 1_020_000])).toEqual([[], true, NONE, [1, 3_040_000]]);
    expect(paired([], [1_020_000, 0])).toEqual([[], false, NONE, [1, 1_020_000]]);
  });

  it("accuse nobody of a ledger that lists the newest first, or books amount and fee apart", () => {
    expect(found(refund(2), charge(2))).toEqual(["balanced", []]);
    const apart = [entry(2, "payout", -1_000_000), entry(2, "fee", -20_000)];
    expect(found(...apart, refund(2))).toEqual(["balanced", []]);
    expect(found(...apart, entry(2, "payout", 1_000_000), entry(2, "fee", 20_000))).toEqual(["balanced", []]);
    expect(found(charge(2), entry(2, "fee", 20_000), entry(2, "payout", 1_000_000))).toEqual(["balanced", []]);
  });

  it("accuse nobody who holds more than the cost and gives it back, and whoever keeps some of it", () => {
    expect(found(entry(2, "hold", -1_025_000), entry(2, "cancel", 1_025_000))).toEqual(["balanced", []]);
    expect(found(entry(2, "charge", -1_025_000), refund(2, 1_025_000))).toEqual(["violated", ["wrong-amount"]]);
    const kept = [entry(2, "hold", -1_025_000), entry(2, "cancel", 1_020_000)];
    expect(found(...kept)[0]).toBe("violated");
  });
});
