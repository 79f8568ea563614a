import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, runJson, temporaryFolder, theOnly } from "./program.ts";

/** The report without what a clock wrote: durations, and the times in the stories. */
function withoutTimes(stdout: string): unknown {
  return JSON.parse(stdout.replaceAll(/[+−]\d[\d,]*\.\d+ s/g, "TIME"), (key, value) =>
    key === "durationMs" || key === "payout_duration" ? "TIME" : value,
  );
}

const keysOf = async (seed: string) => {
  const run = await runJson(["timeout-after-charge", "--seed", seed]);
  return { run, keys: theOnly(run).findings.flatMap(({ examples }) => examples.map(({ key }) => key)) };
};

describe("one seed", () => {
  it("repeats the whole report but for its times; another seed lets other payouts time out", async () => {
    const first = await keysOf("42");
    const second = await keysOf("42");
    const other = await keysOf("43");
    expect(withoutTimes(first.run.stdout)).toEqual(withoutTimes(second.run.stdout));
    expect(other.keys).not.toEqual(first.keys);
    expect(theOnly(other.run).metrics["timeout_errors"]).toEqual(theOnly(first.run).metrics["timeout_errors"]);
  });
});

describe("a journal", () => {
  it("gives the same report and exit code again, from its facts alone", async () => {
    const file = join(temporaryFolder(), "run.ndjson");
    const run = await chaosPayout(["run", "timeout-retry", "late-settle", "--journal", file]);
    const again = await chaosPayout(["reconcile", file]);
    expect([again.code, again.stdout, again.stderr]).toEqual([run.code, run.stdout, ""]);
    expect(run.code).toBe(1);
  });

  it("changes its verdict when one fact is altered", async () => {
    const file = join(temporaryFolder(), "run.ndjson");
    const run = await chaosPayout(["run", "quiet", "--journal", file]);
    const facts = readFileSync(file, "utf8").split("\n");
    const settled = facts.findIndex((line) => line.includes('"payment-settled"'));
    writeFileSync(file, facts.filter((_, index) => index !== settled).join("\n"));
    const altered = await chaosPayout(["reconcile", file]);
    expect([run.code, altered.code]).toEqual([0, 1]);
    expect(altered.stdout).toContain("charged-not-paid");
  });

  it("that was cut off proves nothing", async () => {
    const file = join(temporaryFolder(), "run.ndjson");
    await chaosPayout(["run", "quiet", "--journal", file]);
    const facts = readFileSync(file, "utf8").trimEnd().split("\n");
    writeFileSync(file, facts.slice(0, -3).join("\n"));
    const cut = await chaosPayout(["reconcile", file]);
    expect([cut.code, cut.stdout.includes("INCONCLUSIVE")]).toEqual([2, true]);
  });

  it.each([
    ["a missing file", undefined, "there is no journal FILE"],
    ["an empty file", "", "FILE is empty: a journal is a file that run --journal wrote"],
    ["something else", "hello\n", "FILE:1: this line is not JSON"],
    ["a headless journal", '{"kind":"run-ended","atMs":1}\n', "FILE:1: a journal starts with the fact run-started"],
  ])("that is %s is refused in one line", async (_what, text, message) => {
    const file = join(temporaryFolder(), "run.ndjson");
    if (text !== undefined) writeFileSync(file, text);
    const { code, stdout, stderr } = await chaosPayout(["reconcile", file]);
    expect([code, stdout, stderr]).toEqual([64, "", `chaos-payout: ${message.replaceAll("FILE", file)}\n`]);
  });
});
