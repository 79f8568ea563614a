import { describe, expect, it } from "vitest";
import { contradicts, orderOf } from "../../src/service/entry-order.ts";
import type { Entry } from "../../src/service/target.ts";

const entry = (parts: Partial<Entry>): Entry => ({
  ...{ entryId: "", key: "", payoutId: "", effect: "charge", word: "charge", deltaMsat: -10 },
  ...{ balanceAfterMsat: null, enteredEpochMs: null },
  ...parts,
});

const at = (...seconds: number[]) => seconds.map((second) => entry({ enteredEpochMs: second * 1_000 }));
const called = (...ids: string[]) => ids.map((entryId) => entry({ entryId }));
const leaving = (...balances: number[]) => balances.map((balanceAfterMsat) => entry({ balanceAfterMsat }));

describe("the order of entries", () => {
  it.each([
    ["nothing to go by", [entry({}), entry({})], "unknown"],
    ["no entry", [], "unknown"],
    ["one entry", at(7), "unknown"],
    ["times that rise", at(0, 10, 10, 20), "oldest-first"],
    ["times that fall", at(20, 10, 10, 0), "newest-first"],
    ["times that rise but for a moment", at(0, 10, 8, 20), "oldest-first"],
    ["times that rise a little at a time", at(0, 2, 4, 6, 8), "oldest-first"],
    ["times that are all the same", at(3, 3, 3), "unknown"],
    ["times within a moment", at(0, 1, 2, 3), "unknown"],
    ["times that rise and fall", at(0, 10, 0, 20), "unknown"],
    ["numbers that rise", called("7", "8", "11"), "oldest-first"],
    ["numbers that fall", called("11", "8", "7"), "newest-first"],
    ["numbers behind a name", called("e-9", "e-10", "e-11"), "oldest-first"],
    ["numbers behind a name, sorted as text", called("e-1", "e-10", "e-2"), "unknown"],
    ["numbers behind several names", called("a-1", "b-2", "b-3"), "unknown"],
    ["numbers drawn at random and sorted", called("12345678", "345678901", "789012345"), "unknown"],
    ["ids that are no numbers", called("0a1", "0b2", "0c3"), "unknown"],
    ["balances that follow from the one above", leaving(100, 90, 80, 70), "oldest-first"],
    ["balances that follow from the one below", leaving(70, 80, 90, 100), "newest-first"],
    ["balances that follow from nothing", leaving(70, 10, 50, 30), "unknown"],
    [
      "numbers that rise and times that fall",
      [0, 1, 2].map((n) => entry({ entryId: `${n + 1}`, enteredEpochMs: -n * 9_000 })),
      "unknown",
    ],
    [
      "numbers that rise and times that do both",
      [0, 1, 2].map((n) => entry({ entryId: `${n + 1}`, enteredEpochMs: (n % 2) * 9_000 })),
      "unknown",
    ],
    [
      "numbers that rise and times of a moment",
      [0, 1, 2].map((n) => entry({ entryId: `${n + 1}`, enteredEpochMs: (n % 2) * 900 })),
      "oldest-first",
    ],
  ] as const)("with %s is made out", (_, entries, order) => {
    expect(orderOf(entries)).toBe(order);
  });

  it("is broken by entries that show another one, and not by those that show none", () => {
    expect(contradicts("oldest-first", at(0, 10, 20))).toBe(false);
    expect(contradicts("oldest-first", at(0, 0, 1))).toBe(false);
    expect(contradicts("oldest-first", at(20, 10, 0))).toBe(true);
    expect(contradicts("oldest-first", at(0, 10, 0))).toBe(true);
  });
});
