import { describe, expect, it } from "vitest";
import { hostileAmountOf } from "../../src/domain/hostile-amount.ts";

describe("hostile amounts", () => {
  it("are given to payouts in turn, and each round ends with an ordinary payout", () => {
    const names = ["zero", "text"];
    const first = [1, 2, 3, 4, 5, 6].map((payout) => hostileAmountOf(names, payout));
    expect(first).toEqual(["zero", "text", undefined, "zero", "text", undefined]);
  });

  it("are given to nobody where there are none", () => {
    expect([1, 2, 3].map((payout) => hostileAmountOf([], payout))).toEqual([undefined, undefined, undefined]);
  });
});
