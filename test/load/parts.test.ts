import { describe, expect, it } from "vitest";
import { isResultsOf, partFrom, partOfResults, payoutsOf, resultsName } from "../../src/load/parts.ts";

describe("a part of a load", () => {
  it("is the whole where nothing is said", () => {
    expect([partFrom(undefined), partFrom(""), partFrom("2/4")]).toEqual([
      { number: 1, of: 1 },
      { number: 1, of: 1 },
      { number: 2, of: 4 },
    ]);
  });

  it.each(["0/4", "5/4", "2", "2/", "a/4", "2/4 "])("is not %j", (text) => {
    expect(() => partFrom(text)).toThrow(`a part must be like 2/4 (got ${text})`);
  });

  it("has every so many-th payout of a phase", () => {
    expect([...payoutsOf({ first: 11, payouts: 5 }, { number: 2, of: 2 })]).toEqual([12, 14]);
  });

  it("names its results, and is found by that name", () => {
    const name = resultsName(2, { number: 3, of: 4 });
    expect(name).toBe("results-phase-2-part-3-of-4.ndjson");
    expect([partOfResults(name), isResultsOf(2, name), isResultsOf(1, name)]).toEqual([
      { number: 3, of: 4 },
      true,
      false,
    ]);
    expect([partOfResults("phase-2-pod.ndjson"), isResultsOf(2, "phase-2-pod.ndjson")]).toEqual([undefined, true]);
    expect(isResultsOf(2, "phase-2.yml")).toBe(false);
  });
});
