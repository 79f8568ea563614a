import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { payoutGamertag, payoutKey, payoutNumberOf } from "../../src/domain/payout.ts";

describe("payout names", () => {
  it("gives retries the same key or a fresh one", () => {
    expect(payoutKey("spike", 7)).toBe("spike_7");
    expect(payoutKey("spike", 7, 2, "same")).toBe("spike_7");
    expect(payoutKey("spike", 7, 2, "fresh")).toBe("spike_7_r2");
  });

  it("finds the payout of every key and gamertag it made", () => {
    const prefix = fc.constantFrom("a", "late-settle", "timeout-retry_lx3f", "x_1", "p_player");
    fc.assert(
      fc.property(
        prefix,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 9 }),
        (text, payout, attempt) => {
          expect(payoutNumberOf(text, payoutKey(text, payout, attempt, "same"))).toBe(payout);
          expect(payoutNumberOf(text, payoutKey(text, payout, attempt, "fresh"))).toBe(payout);
          expect(payoutNumberOf(text, payoutGamertag(text, payout))).toBe(payout);
        },
      ),
    );
  });

  it("finds no payout in text that this run did not make", () => {
    for (const text of [
      "",
      "spike",
      "spike_",
      "spike_0",
      "spike_x",
      "spike_7_",
      "spiked_7",
      "spike_7_8",
      "other_7",
      "spike_player_",
    ]) {
      expect(payoutNumberOf("spike", text), text).toBeUndefined();
    }
  });
});
