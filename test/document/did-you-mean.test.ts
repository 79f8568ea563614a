import { describe, expect, it } from "vitest";
import { didYouMean } from "../../src/document/did-you-mean.ts";

const keys = ["name", "payouts", "concurrency", "rate", "for", "faults", "late-settle"];

describe("didYouMean", () => {
  it.each([
    ["concurency", "concurrency"],
    ["concurrencyy", "concurrency"],
    ["cnocurrency", "concurrency"],
    ["Payouts", "payouts"],
    ["late_settle", "late-settle"],
    ["latesettle", "late-settle"],
    ["nmae", "name"],
    ["fr", "for"],
  ])("takes %s for %s", (word, meant) => {
    expect(didYouMean(word, keys)).toBe(meant);
  });

  it.each(["", "x", "retry", "balance", "concurrency-of-the-whole-scenario", "x".repeat(10_000)])(
    "takes %s for nothing",
    (word) => {
      expect(didYouMean(word, keys)).toBeUndefined();
    },
  );

  it("completes a prefix of three letters or more that only one candidate has", () => {
    const severities = ["info", "warning", "critical", "critical-too"];
    expect(didYouMean("warn", severities)).toBe("warning");
    expect(didYouMean("crit", severities)).toBeUndefined();
    expect(didYouMean("wa", severities)).toBeUndefined();
  });

  it("takes the nearest of several that are near", () => {
    expect(didYouMean("payout", ["payments", "payoffs", "payouts"])).toBe("payouts");
  });

  it("suggests nothing where there is nothing to suggest", () => {
    expect(didYouMean("name", [])).toBeUndefined();
  });
});
