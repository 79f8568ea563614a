import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdList } from "../../src/columns/id-list.ts";
import { runs } from "../runs.ts";

const digits = fc.array(fc.constantFrom(..."0123456789abcdef"), { maxLength: 70 }).map((each) => each.join(""));

const id = fc.oneof(
  fc.string(),
  fc.uuid(),
  fc.tuple(fc.constantFrom("", "wd_", "a", "-", "5 "), fc.uuid()).map((parts) => parts.join("")),
  fc.uuid().map((uuid) => uuid.toUpperCase()),
  fc.uuid().map((uuid) => uuid.replace("-", "")),
  fc.nat().map((number) => `wallet_${number}`),
  fc.tuple(fc.constantFrom("", "po_", "5 ", "FEED"), digits).map((parts) => parts.join("")),
  fc.constantFrom("po_00000000000000000000", "000000000000", "4294967296", "007", "PO_ABCDEF0123456789"),
);

describe("a list of ids", () => {
  it("has every id as it was put there", () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
        const list = createIdList();
        for (const each of ids) list.push(each);
        expect(ids.map((_, row) => list.at(row))).toEqual(ids);
      }),
      { numRuns: runs(100, 3_000) },
    );
  });
});
