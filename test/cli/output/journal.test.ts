import { existsSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/errors.ts";
import { openJournal, readJournal } from "../../../src/cli/output/journal.ts";
import { createFactLog } from "../../../src/journal/fact-log.ts";
import { encodeFact } from "../../../src/journal/ndjson.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { started } from "../../reconcile/facts.ts";
import { useWorkingFolder } from "../scenarios/scenario-folder.ts";

const cwd = useWorkingFolder();

const begins = encodeFact(started());
const ends = encodeFact({ kind: "run-ended", atMs: 5 });

async function read(text: string) {
  cwd.write("facts.ndjson", text);
  return readJournal(join(cwd.path, "facts.ndjson"));
}

describe("a journal whose writer was killed", () => {
  it("loses its truncated last line, and its run is inconclusive", async () => {
    for (const torn of [ends.slice(0, 20), '{"kind":"run-started","atMs":0,"sce', "{"]) {
      const [run, another] = await read(`${begins}${torn}`);
      expect(another).toBeUndefined();
      expect([...(run ?? [])]).toEqual([started()]);
      const { verdict, doubts } = reconcile(run ?? []);
      expect(verdict).toBe("inconclusive");
      expect(doubts).toContainEqual({ kind: "journal-incomplete" });
    }
  });

  it("is complete if only the last line break is missing", async () => {
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

describe("a journal on a full disk", () => {
  it.skipIf(!existsSync("/dev/full"))("is told in one line, and is closed", () => {
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    const file = openJournal("/dev/full");
    const journal = createFactLog();
    journal.record(started());
    file.follow(journal)();
    expect(() => file.close()).toThrow(
      new UsageError("the journal /dev/full cannot be written: no space left on device"),
    );
    expect(open()).toBe(before);
  });
});

describe("a file that is not a journal", () => {
  it("may be a folder", async () => {
    const refusal = new UsageError(`${cwd.path} is a folder: name a file that \`run --journal\` wrote`);
    await expect(readJournal(cwd.path)).rejects.toThrow(refusal);
  });

  it("is refused early if it has no line breaks, or only empty lines", async () => {
    cwd.write("facts.ndjson", "");
    truncateSync(join(cwd.path, "facts.ndjson"), 50_000_000);
    await expect(readJournal(join(cwd.path, "facts.ndjson"))).rejects.toThrow(
      "facts.ndjson:1: not a journal: a line of more than 8,000,000 characters",
    );
    await expect(read("\n".repeat(2_000))).rejects.toThrow(
      "facts.ndjson:1001: not a journal: more than 1,000 empty lines",
    );
  });
});

describe("a journal file", () => {
  it("has each fact 100 ms after it was recorded, so that a killed run leaves them", async () => {
    const clock = createVirtualClock();
    const file = join(cwd.path, "run.ndjson");
    const [written, log] = [openJournal(file, clock), createFactLog()];
    const stop = written.follow(log);
    log.record(started());
    await clock.advance(100);
    expect(readFileSync(file, "utf8")).toBe(begins);
    log.record({ kind: "run-ended", atMs: 5 });
    await clock.advance(100);
    expect(readFileSync(file, "utf8")).toBe(begins + ends);
    stop();
    written.close();
    expect([...((await readJournal(file))[0] ?? [])]).toEqual([...log]);
  });

  it("is read back even with other line separators in a fact", async () => {
    const fact = started({ description: "one\u2028two\u2029three\u0085four" });
    const [run] = await read(`${encodeFact(fact).trimEnd()}\r\n\n${ends}`);
    expect([...(run ?? [])]).toEqual([fact, { kind: "run-ended", atMs: 5 }]);
  });
});
