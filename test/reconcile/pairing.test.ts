import { describe, expect, it } from "vitest";
import { pair } from "../../src/reconcile/pairing.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { charge, entry, failed, good, received, refund, run, sent } from "./facts.ts";

/** What the pairing of charges and give-backs of a payout that costs 1,020 comes to. */
function paired(charges: readonly number[], giveBacks: readonly number[]) {
  const { openCharges, reversedWrongly, oddGiveBacks, oddGiveBackMsat } = pair(charges, giveBacks, 1_020_000);
  return [openCharges, reversedWrongly, oddGiveBacks, oddGiveBackMsat];
}

/** What is found of a payout that the node has failed, beside one that went well. */
function found(...entries: Parameters<typeof run>[1]) {
  const { verdict, findings } = reconcile(run(98_980_000, [...good(1), sent(2), received(2), failed(2), ...entries]));
  return [verdict, findings.map(({ kind }) => kind)];
}

describe("charges and what reverses them", () => {
  it("leave nothing open where there is nothing, or as much of one as of the other", () => {
    expect(paired([], [])).toEqual([[], false, 0, 0]);
    expect(paired([1_020_000, 1_020_000], [1_020_000, 1_020_000])).toEqual([[], false, 0, 0]);
    expect(paired([1_020_000, 1_020_000], [1_020_000])).toEqual([[1_020_000], false, 0, 0]);
  });

  it("are parts of one sum where the parts add up to it, on either side", () => {
    expect(paired([1_000_000, 20], [])).toEqual([[1_020_000], false, 0, 0]);
    for (const [charges, giveBacks] of [
      [[1_000_000, 20], [1_020_000]],
      [[1_020_000], [20, 1_000_000]],
      [
        [1_000_000, 20],
        [1_000_000, 20],
      ],
    ] as const)
      expect(paired(charges, giveBacks)).toEqual([[], false, 0, 0]);
    expect(paired([1_020_000, 1_000_000, 20], [1_000_000, 20])).toEqual([[1_020_000], false, 0, 0]);
  });

  it("are what they are where the parts do not add up, and a fee that is kept is given back too little", () => {
    expect(paired([1_000_000], [])).toEqual([[1_000_000], false, 0, 0]);
    expect(paired([1_000_000, 20], [1_000_000])).toEqual([[], false, 1, -20]);
    expect(paired([1_020_000], [1_000_000])).toEqual([[], false, 1, -20]);
    expect(paired([1_030_000], [1_030_000])).toEqual([[], true, 0, 0]);
  });

  it("belong to each other by their amounts first, whatever order they are listed in", () => {
    expect(paired([1_020_000, 500], [1_020_000])).toEqual([[500], false, 0, 0]);
    expect(paired([1_020_000, 1_040_000], [4_080_000, 1_020_000])).toEqual([[], true, 1, 3_040_000]);
    expect(paired([], [1_020_000, 0])).toEqual([[], false, 1, 1_020_000]);
  });

  it("accuse nobody of a ledger that lists the newest first, or books amount and fee apart", () => {
    expect(found(refund(2), charge(2))).toEqual(["balanced", []]);
    const apart = [entry(2, "payout", -1_000_000), entry(2, "fee", -20_000)];
    expect(found(...apart, refund(2))).toEqual(["balanced", []]);
    expect(found(...apart, entry(2, "payout", 1_000_000), entry(2, "fee", 20_000))).toEqual(["balanced", []]);
    expect(found(charge(2), entry(2, "fee", 20_000), entry(2, "payout", 1_000_000))).toEqual(["balanced", []]);
  });
});
