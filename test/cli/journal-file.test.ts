import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readJournal } from "../../src/cli/journal-file.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { encodeFact } from "../../src/journal/ndjson.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { started } from "../reconcile/facts.ts";
import { createWorkingFolder, type WorkingFolder } from "./scenario-folder.ts";

let cwd: WorkingFolder;
beforeEach(() => {
  cwd = createWorkingFolder();
});
afterEach(() => cwd.remove());

const begins = encodeFact(started());
const ends = encodeFact({ kind: "run-ended", atMs: 5 });

async function read(text: string) {
  cwd.write("facts.ndjson", text);
  return readJournal(join(cwd.path, "facts.ndjson"));
}

describe("a journal whose writer was killed", () => {
  it("is one without its end: what is torn is left out, and the run proves nothing", async () => {
    for (const torn of [ends.slice(0, 20), '{"kind":"run-started","atMs":0,"sce', "{"]) {
      const [run, another] = await read(`${begins}${torn}`);
      expect(another).toBeUndefined();
      expect([...(run ?? [])]).toEqual([started()]);
      const { verdict, inconclusiveBecause } = reconcile(run ?? []);
      expect(verdict).toBe("inconclusive");
      expect(inconclusiveBecause).toContain("the journal has no end: the run did not finish");
    }
  });

  it("is whole where only the end of its last line is missing", async () => {
    const [run] = await read(`${begins}${ends.trimEnd()}`);
    expect([...(run ?? [])].at(-1)).toEqual({ kind: "run-ended", atMs: 5 });
  });

  it.each([
    ["in the middle", `${begins}{"kind":\n${ends}`, 2],
    ["in the middle, before another one", `${begins}{"kind":\n{"ki`, 2],
    ["with its end", `${begins}{"kind":\n`, 2],
    ["and nothing else", "name: spike", 1],
  ])("is refused with a torn line %s", async (_, text, line) => {
    await expect(read(text)).rejects.toThrow(`facts.ndjson:${line}: this line is not JSON`);
  });
});

describe("what is no journal", () => {
  it("is said of a folder", async () => {
    const refusal = new UsageError(`${cwd.path} is a folder: name a file that \`run --journal\` wrote`);
    await expect(readJournal(cwd.path)).rejects.toThrow(refusal);
  });
});
