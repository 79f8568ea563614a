import { describe, expect, it } from "vitest";
import { fateNames, fates, faultFates, isFateName } from "../../src/lightning/fates.ts";

describe("the table of fates", () => {
  it("lists what a payment meets when nothing was drawn first, and everything else as a fault", () => {
    expect(fateNames).toEqual(["settle", "failure", "timeout", "late-settle", "lost-answer", "stuck", "slow"]);
    expect(faultFates).toEqual(fateNames.slice(1));
  });

  it("lets a foreign target be judged by its answers only where the money follows from them", () => {
    expect(fateNames.filter((name) => fates[name].told)).toEqual(["settle", "failure", "timeout", "slow"]);
  });

  it("knows its own names and none that every object has", () => {
    expect(fateNames.every(isFateName)).toBe(true);
    expect(["", "Timeout", "constructor", "toString"].filter(isFateName)).toEqual([]);
  });
});
