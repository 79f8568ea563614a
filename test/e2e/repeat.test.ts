import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { chaosPayout, type JsonScenario, onceForAll, patient, runJson, temporaryFolder, theOnly } from "./program.ts";

/** The report without what a clock wrote: durations, and the times in the stories. */
function withoutTimes(stdout: string): unknown {
  return JSON.parse(stdout.replaceAll(/[+−]\d[\d,]*\.\d+ s/g, "TIME"), (key, value) =>
    ["durationMs", "payout_duration", "attempt_duration", "atMs"].includes(key) ? "TIME" : value,
  );
}

/** The patience with the node is long, so that a slow machine never outlasts it and the planned timeouts stay the only ones. */
const SEEDED = `name: seeded
projects: { p: { balance: 300_000 } }
payouts: { amount: { min: 10, max: 2_000 } }
load: [{ name: all, payouts: 60, concurrency: 10, faults: { timeout: 2 } }]
api: { railTimeout: 1s }
`;

/** The keys of the payouts that time out under a seed, as planned. */
function plannedKeys(seed: number): readonly string[] {
  const { paymentFaults } = planScenario(scenarioOf(SEEDED), { seed });
  return [...paymentFaults.keys()].sort((one, other) => one - other).map((payout) => `seeded_${payout}`);
}

const keysOf = (scenario: JsonScenario) => scenario.findings.flatMap(({ examples }) => examples.map(({ key }) => key));

describe("one seed", () => {
  it("repeats the whole report but for its times; another seed lets other payouts time out", async () => {
    const file = join(temporaryFolder(), "seeded.yaml");
    writeFileSync(file, SEEDED);
    const flags = [file, "--seed", "43"];
    const first = await runJson(flags);
    const second = await runJson(flags);
    expect(withoutTimes(first.stdout)).toEqual(withoutTimes(second.stdout));
    expect(keysOf(theOnly(first))).toEqual(plannedKeys(43));
    expect([plannedKeys(42).length, plannedKeys(43).length]).toEqual([2, 2]);
    expect(plannedKeys(42)).not.toEqual(plannedKeys(43));
  });
});

describe("a journal", () => {
  /** Two runs in one journal, of which the first is quiet and the second loses money. */
  const recorded = onceForAll(async (atTheEnd) => {
    const file = join(temporaryFolder(atTheEnd), "run.ndjson");
    const flags = ["--payouts", "60", "--journal", file];
    const run = await chaosPayout(
      ["run", ...patient(["faults/quiet", "timeout-retry"], atTheEnd), ...flags],
      {},
      atTheEnd,
    );
    const facts = readFileSync(file, "utf8").trimEnd().split("\n");
    const second = facts.findLastIndex((line) => line.includes('"run-started"'));
    return { file, run, quiet: facts.slice(0, second) };
  });

  /** The journal of the quiet run, judged again with other facts in it. */
  async function judgedAgain(facts: readonly string[]) {
    const file = join(temporaryFolder(), "run.ndjson");
    writeFileSync(file, `${facts.join("\n")}\n`);
    return chaosPayout(["reconcile", file]);
  }

  it("gives the same report and exit code again, from its facts alone", async () => {
    const { file, run } = recorded();
    const again = await chaosPayout(["reconcile", file]);
    expect([again.code, again.stdout, again.stderr]).toEqual([run.code, run.stdout, ""]);
    expect(run.code).toBe(1);
  });

  it("changes its verdict when one fact is altered", async () => {
    const { quiet } = recorded();
    const settled = quiet.findIndex((line) => line.includes('"payment-settled"'));
    const [unaltered, altered] = await Promise.all([
      judgedAgain(quiet),
      judgedAgain(quiet.filter((_, index) => index !== settled)),
    ]);
    expect([unaltered.code, altered.code]).toEqual([0, 1]);
    expect(altered.stdout).toContain("charged-not-paid");
  });

  it("that was cut off proves nothing", async () => {
    const cut = await judgedAgain(recorded().quiet.slice(0, -3));
    expect([cut.code, cut.stdout.includes("INCONCLUSIVE")]).toEqual([2, true]);
  });

  it.each([
    ["a missing file", undefined, "there is no journal FILE"],
    ["an empty file", "", "FILE is empty: it is not a journal, or its run was killed before it started"],
    ["something else", "hello\n", "FILE:1: this line is not JSON"],
    ["a headless journal", '{"kind":"run-ended","atMs":1}\n', "FILE:1: a journal must start with the fact run-started"],
  ])("that is %s is refused in one line", async (_what, text, message) => {
    const file = join(temporaryFolder(), "run.ndjson");
    if (text !== undefined) writeFileSync(file, text);
    const { code, stdout, stderr } = await chaosPayout(["reconcile", file]);
    expect([code, stdout, stderr]).toEqual([64, "", `chaos-payout: ${message.replaceAll("FILE", file)}\n`]);
  });
});
