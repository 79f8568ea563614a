import { mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPreimages, type Preimages } from "../../../src/rail/core/preimages.ts";

const textOf = (row: number) => String(row).padStart(32, "-");
const rows = Array.from({ length: 1_000 }, (_, row) => row);

function fill(preimages: Preimages): void {
  for (const row of rows) {
    preimages.next.write("written over");
    preimages.next.write(textOf(row));
    preimages.add();
  }
}

function wrongIn(preimages: Preimages): readonly number[] {
  return [...rows, ...rows.toReversed()].filter((row) => preimages.at(row).toString() !== textOf(row));
}

describe("preimages", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "preimages-"));
  });
  afterEach(() => rmdirSync(folder));

  it("come back from a file that no folder lists", () => {
    const preimages = createPreimages(folder);
    fill(preimages);
    expect([wrongIn(preimages), readdirSync(folder)]).toEqual([[], []]);
    preimages.close();
    preimages.close();
    expect(() => preimages.at(0)).toThrow("their file is closed");
  });

  it.each(["missing", "file/in-a-file", "x".repeat(5_000)])(
    "stay in memory where there can be no file: %.20s",
    (name) => {
      writeFileSync(join(folder, "file"), "");
      const preimages = createPreimages(join(folder, name));
      rmSync(join(folder, "file"));
      fill(preimages);
      expect(wrongIn(preimages)).toEqual([]);
      preimages.close();
      expect(preimages.at(0).toString()).toBe(textOf(0));
    },
  );
});
