import { describe, expect, it } from "vitest";
import { pair } from "../../src/reconcile/pairing.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { charge, entry, failed, good, received, refund, run, sent } from "./facts.ts";

/** What the pairing of charges and give-backs of a payout that costs 1,020 comes to. */
function paired(charges: readonly number[], giveBacks: readonly number[]) {
  const { openCharges, reversedWrongly, oddGiveBacks, oddGiveBackSats } = pair(charges, giveBacks, 1020);
  return [openCharges, reversedWrongly, oddGiveBacks, oddGiveBackSats];
}

/** What is found of a payout that the node has failed, beside one that went well. */
function found(...entries: Parameters<typeof run>[1]) {
  const { verdict, findings } = reconcile(run(98_980, [...good(1), sent(2), received(2), failed(2), ...entries]));
  return [verdict, findings.map(({ kind }) => kind)];
}

describe("charges and what reverses them", () => {
  it("leave nothing open where there is nothing, or as much of one as of the other", () => {
    expect(paired([], [])).toEqual([[], false, 0, 0]);
    expect(paired([1020, 1020], [1020, 1020])).toEqual([[], false, 0, 0]);
    expect(paired([1020, 1020], [1020])).toEqual([[1020], false, 0, 0]);
  });

  it("are parts of one sum where the parts add up to it, on either side", () => {
    expect(paired([1000, 20], [])).toEqual([[1020], false, 0, 0]);
    for (const [charges, giveBacks] of [
      [[1000, 20], [1020]],
      [[1020], [20, 1000]],
      [
        [1000, 20],
        [1000, 20],
      ],
    ] as const)
      expect(paired(charges, giveBacks)).toEqual([[], false, 0, 0]);
    expect(paired([1020, 1000, 20], [1000, 20])).toEqual([[1020], false, 0, 0]);
  });

  it("are what they are where the parts do not add up, and a fee that is kept is given back too little", () => {
    expect(paired([1000], [])).toEqual([[1000], false, 0, 0]);
    expect(paired([1000, 20], [1000])).toEqual([[], false, 1, -20]);
    expect(paired([1020], [1000])).toEqual([[], false, 1, -20]);
    expect(paired([1030], [1030])).toEqual([[], true, 0, 0]);
  });

  it("belong to each other by their amounts first, whatever order they are listed in", () => {
    expect(paired([1020, 500], [1020])).toEqual([[500], false, 0, 0]);
    expect(paired([1020, 1040], [4080, 1020])).toEqual([[], true, 1, 3040]);
    expect(paired([], [1020, 0])).toEqual([[], false, 1, 1020]);
  });

  it("accuse nobody of a ledger that lists the newest first, or books amount and fee apart", () => {
    expect(found(refund(2), charge(2))).toEqual(["balanced", []]);
    const apart = [entry(2, "payout", -1000), entry(2, "fee", -20)];
    expect(found(...apart, refund(2))).toEqual(["balanced", []]);
    expect(found(...apart, entry(2, "payout", 1000), entry(2, "fee", 20))).toEqual(["balanced", []]);
    expect(found(charge(2), entry(2, "fee", 20), entry(2, "payout", 1000))).toEqual(["balanced", []]);
  });
});
