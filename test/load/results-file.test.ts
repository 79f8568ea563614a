import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  return { path, file };
}

describe("a file of results", () => {
  it("may not be there yet", () => {
    const { path, file } = fileFor();
    expect([file.read(), file.rest()]).toEqual([[], ""]);
    writeFileSync(path, "one\n");
    expect(file.read()).toEqual(["one"]);
  });

  it("is read as it grows, and half a line is none", () => {
    const { path, file } = fileFor();
    writeFileSync(path, "one\ntw");
    expect([file.read(), file.rest()]).toEqual([["one"], "tw"]);
    appendFileSync(path, "o\n");
    expect([file.read(), file.rest()]).toEqual([["two"], ""]);
    expect(file.read()).toEqual([]);
  });

  it("may have a character that is written in two pieces, and lines that are longer than what is read at once", () => {
    const { path, file } = fileFor();
    const line = `${"x".repeat(65_535)}₿${"y".repeat(70_000)}`;
    const bytes = Buffer.from(`${line}\n`);
    writeFileSync(path, bytes.subarray(0, 65_536));
    expect(file.read()).toEqual([]);
    appendFileSync(path, bytes.subarray(65_536));
    expect(file.read()).toEqual([line]);
  });
});
