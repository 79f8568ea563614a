import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, temporaryFolder } from "./program.ts";

describe("a failure that explore has saved", () => {
  it("is the same to the byte each time it runs, and is told again from the file and from a journal", async () => {
    const cwd = temporaryFolder();
    const found = await chaosPayout(
      ["explore", "--strategy", "saga", "--seed", "5", "--schedules", "20", "--save", "lost.yaml"],
      { cwd },
    );
    expect([found.code, found.stderr]).toEqual([1, ""]);
    expect(readFileSync(join(cwd, "lost.yaml"), "utf8")).toMatch(/^simulate:/m);
    const [one, two] = await Promise.all(
      ["1", "2"].map((n) =>
        chaosPayout(["run", "lost.yaml", "--reporter", "json", "--journal", `${n}.ndjson`], { cwd }),
      ),
    );
    expect([one?.code, JSON.parse(one?.stdout ?? "").verdict]).toEqual([1, "violated"]);
    expect(two?.stdout).toBe(one?.stdout);
    expect(readFileSync(join(cwd, "2.ndjson"), "utf8")).toBe(readFileSync(join(cwd, "1.ndjson"), "utf8"));
    const [file, journal] = await Promise.all(
      ["lost.yaml", "1.ndjson"].map((name) => chaosPayout(["explore", "--replay", name], { cwd })),
    );
    expect([file?.code, journal?.code]).toEqual([1, 1]);
    expect(file?.stdout).toContain(" ✓ the history is the one that was saved\n");
    expect(journal?.stdout).toMatch(/ ✓ all \d+ facts are those of the journal, to the byte\n/);
    // The text of the report is what was saved.
    const told = (text = "") => text.slice(text.indexOf("client"), text.indexOf("✗ paid-not-charged"));
    expect(told(file?.stdout)).toBe(told(journal?.stdout));
    expect(told(found.stdout.slice(found.stdout.indexOf("the smallest")))).toBe(told(file?.stdout));
  });

  it("is not repeated if another history comes about", async () => {
    const cwd = temporaryFolder();
    const text = `name: other
seed: 1
projects: { p: { balance: 100_000 } }
load: [{ name: all, payouts: 1, concurrency: 1 }]
simulate: { late: { pay 1#9: 40ms }, history: 0123456789abcdef }
`;
    writeFileSync(join(cwd, "other.yaml"), text);
    const { code, stdout } = await chaosPayout(["explore", "--replay", "other.yaml"], { cwd });
    expect([code, stdout.replaceAll(/\s+/g, " ")]).toEqual([
      2,
      expect.stringMatching(
        /\? the history is not the one that was saved: it is [0-9a-f]{16}, and was 0123456789abcdef/,
      ),
    ]);
    const run = await chaosPayout(["run", "other.yaml", "--reporter", "json"], { cwd });
    expect([run.code, JSON.parse(run.stdout).scenarios[0].notes]).toEqual([
      0,
      expect.arrayContaining(["held back in simulate, and never happened: pay 1#9"]),
    ]);
  });
});
