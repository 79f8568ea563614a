import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { followResults } from "../../src/load/results-file.ts";

function fileFor() {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "results.ndjson");
  const file = followResults(path);
  onTestFinished(() => file.close());
  const read = () => {
    const lines: string[] = [];
    while (file.read((line) => lines.push(line)));
    return lines;
  };
  return { path, file, read };
}

describe("a file of results", () => {
  it("may not be there yet", () => {
    const { path, file, read } = fileFor();
    expect([read(), file.rest()]).toEqual([[], ""]);
    writeFileSync(path, "one\n");
    expect(read()).toEqual(["one"]);
  });

  it("is read as it grows, and half a line is none", () => {
    const { path, file, read } = fileFor();
    writeFileSync(path, "one\ntw");
    expect([read(), file.rest()]).toEqual([["one"], "tw"]);
    appendFileSync(path, "o\n");
    expect([read(), file.rest()]).toEqual([["two"], ""]);
    expect(read()).toEqual([]);
  });

  it("may have a character that is written in two pieces, and lines that are longer than what is read at once", () => {
    const { path, read } = fileFor();
    const line = `${"x".repeat(65_535)}₿${"y".repeat(70_000)}`;
    const bytes = Buffer.from(`${line}\n`);
    writeFileSync(path, bytes.subarray(0, 65_536));
    expect(read()).toEqual([]);
    appendFileSync(path, bytes.subarray(65_536));
    expect(read()).toEqual([line]);
  });

  it("is read in pieces, so that something else has its turn", () => {
    const { path, file } = fileFor();
    const line = `${"x".repeat(1023)}\n`;
    writeFileSync(path, line.repeat(5000));
    let lines = 0;
    const count = () => {
      lines += 1;
    };
    expect([file.read(count), lines, file.read(count), lines]).toEqual([true, 4096, false, 5000]);
  });

  it.each<[string, (path: string) => void, string | null]>([
    ["grow", (path) => appendFileSync(path, "three\n"), null],
    ["be out of reach", (path) => rmSync(path), null],
    [
      "not be another one",
      (path) => {
        writeFileSync(`${path}.new`, "one\ntwo\nthree\n");
        renameSync(`${path}.new`, path);
      },
      "was replaced while it was read",
    ],
    ["not be shorter", (path) => truncateSync(path, 4), "was shortened while it was read"],
    ["not begin in another way", (path) => writeFileSync(path, "ONE\ntwo\nthree\n"), "was changed while it was read"],
    [
      "not go on from something else",
      (path) => writeFileSync(path, "one\nTWO\nthree\n"),
      "was changed while it was read",
    ],
    [
      "not have endless lines",
      (path) => appendFileSync(path, "x".repeat(1_200_000)),
      "has a line of more than a megabyte",
    ],
  ])("that was read may %s", (_, change, trouble) => {
    const { path, file, read } = fileFor();
    writeFileSync(path, "one\ntwo\n");
    expect([read(), file.trouble()]).toEqual([["one", "two"], null]);
    change(path);
    read();
    expect(file.trouble()).toBe(trouble);
    // What is wrong once stays wrong.
    if (trouble !== null) writeFileSync(path, "one\ntwo\n");
    expect(file.trouble()).toBe(trouble);
  });
});
