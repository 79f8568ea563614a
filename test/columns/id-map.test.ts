import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdMap } from "../../src/columns/id-map.ts";
import { runs } from "../runs.ts";

const id = fc.oneof(
  fc.constantFrom("", "0", "00", "a", "po_1", "po_01", "__proto__"),
  fc.string({ maxLength: 3 }),
  fc.uuid(),
);

describe("a map of ids", () => {
  it("answers as a map does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.nat(9)), { maxLength: 50 }), id, (pairs, other) => {
        const [ids, map] = [createIdMap(), new Map<string, number>()];
        // So many come first that all that follow are in columns.
        for (let at = 0; at < 1_000; at += 1) ids.set(`first ${at}`, at);
        for (const [each, number] of pairs) for (const one of [ids, map]) one.set(each, number);
        expect(ids.get("first 999")).toBe(999);
        for (const each of [...map.keys(), other]) expect(ids.get(each)).toBe(map.get(each));
      }),
      { numRuns: runs(100, 3_000) },
    );
  });

  it("grows without losing anything", () => {
    const ids = createIdMap();
    const numbers = Array.from({ length: 10_000 }, (_, number) => number);
    for (const number of numbers) ids.set(`wallet_${number * 7_919}`, number);
    expect(numbers.filter((number) => ids.get(`wallet_${number * 7_919}`) !== number)).toEqual([]);
    expect(ids.get("wallet_1")).toBeUndefined();
  });
});
