import { describe, expect, it } from "vitest";
import type { Doubt } from "../../src/domain/doubt.ts";
import { doubtSentence } from "../../src/explain/doubts.ts";
import { github } from "../../src/report/github.ts";
import type { Run, ScenarioSource } from "../../src/report/report.ts";
import { alerted, balanced, hostile, inconclusive, judgedAnew, runOf, twoProjects, violated } from "./samples.ts";

const text = (run: Run) => github(run, { colour: 0, width: 80 });

/** A file in which each path has a line of its own, in this order. */
const places = ["name", "load.0.faults.timeout", "load.1.faults.late-settle"];
const thresholds = ["thresholds.balance_rollback_failures.0", "thresholds.payout_duration.1", "expect"];
const source: ScenarioSource = {
  file: "scenarios/a.yaml",
  locate: (path) => ({ file: "scenarios/a.yaml", line: [...places, ...thresholds].indexOf(path.join(".")) + 1 }),
  faultPath: (name) => ["load", name === "timeout" ? 0 : 1, "faults", name],
};

/** Where each annotation points, and its title. */
function marks(run: Run): readonly string[] {
  return [...text(run).matchAll(/^::(\w+) (?:file=(\S+?),line=(\d+),)?title=(.*?)::/gm)].map(
    ([, level, file = "nowhere", line = "", title = ""]) => `${level} ${file}:${line} ${title.replaceAll("%3A", ":")}`,
  );
}

/** What the runner makes of a command: the other half of the escapes. */
function read(line: string): { readonly properties: Readonly<Record<string, string>>; readonly message: string } {
  const [, properties = "", message = ""] = /^::\w+ (.*?)::(.*)$/.exec(line) ?? [];
  const plainly = (value: string) =>
    [
      ["%0D", "\r"],
      ["%0A", "\n"],
      ["%3A", ":"],
      ["%2C", ","],
      ["%25", "%"],
    ].reduce((sofar, [from = "", to = ""]) => sofar.replaceAll(from, to), value);
  const pairs = properties
    .split(",")
    .map((pair) => [pair.slice(0, pair.indexOf("=")), plainly(pair.slice(pair.indexOf("=") + 1))]);
  return { properties: Object.fromEntries(pairs), message: plainly(message) };
}

describe("the annotations", () => {
  it("are one for each kind of finding, crossed threshold and fired alert, at the line that it is about", () => {
    expect(text(runOf([{ ...alerted, source }], "violated", 1))).toBe(
      [
        "::error file=scenarios/a.yaml,line=2,title=timeout-after-charge%3A charged-not-paid::" +
          "10 payouts, −10,200 sats: charged but never paid: the bug%0A" +
          "timeout_test_7%0A  charged 1,020 at +0.031 s%0A  node gave up at +0.131 s%0A  never refunded%0A" +
          "timeout_test_188%0A  charged 1,020 at +0.402 s%0A  node gave up at +0.502 s%0A  never refunded%0A" +
          "reproduce: npx chaos-payout run timeout-after-charge --seed 42%0A" +
          "explain: npx chaos-payout explain charged-not-paid",
        "::error file=scenarios/a.yaml,line=4,title=timeout-after-charge%3A balance_rollback_failures count==0::" +
          "was 10%0Areproduce: npx chaos-payout run timeout-after-charge --seed 42",
        "::warning file=scenarios/a.yaml,line=0,title=timeout-after-charge%3A alert BalanceMismatch::" +
          "critical: balance_drift != 0%0Areproduce: npx chaos-payout run timeout-after-charge --seed 42",
        "",
      ].join("\n"),
    );
  });

  it("leave out what came out as expected", () => {
    expect(text(runOf([balanced], "balanced", 0))).toBe("");
    const expectation = { verdict: "violated", findings: null, met: true } as const;
    expect(text(runOf([judgedAnew({ ...violated, expectation })], "violated", 0))).toBe("");
  });

  it("name each doubt, at the fault that did not fire where that is the doubt", () => {
    const [first, second] = inconclusive.doubts.map(doubtSentence);
    const run = runOf([{ ...inconclusive, source }], "inconclusive", 2);
    expect(marks(run)).toEqual([
      "error scenarios/a.yaml:3 late-settle: inconclusive",
      "error scenarios/a.yaml:1 late-settle: inconclusive",
    ]);
    const messages = text(run)
      .trimEnd()
      .split("\n")
      .map((line) => read(line).message.split("\n")[0]);
    expect(messages).toEqual([first, second]);
  });

  it("point to the fault, the phase, the project or the threshold that a doubt is about, and read no sentence for it", () => {
    const located: string[] = [];
    const watched = {
      ...source,
      locate: (path: readonly (string | number)[]) => {
        located.push(path.join("."));
        return source.locate(path);
      },
    };
    const doubts: readonly Doubt[] = [
      { kind: "fault-ignored", fault: "late-settle" },
      { kind: "concurrency-not-reached", phase: "spike", payouts: 10, declared: 50, reached: 10 },
      { kind: "underfunded", projectId: "shop", declaredMsat: 2_000, openingMsat: 0 },
      { kind: "threshold-not-judged", metric: "timeout_errors", expression: "count>0", reason: "it has no samples" },
      // A reason that begins like a fault is about no fault.
      { kind: "read-failed", what: "balance", projectId: "shop", reason: "late-settle was planned for 4 payouts" },
    ];
    const phases = ["normal", "spike"].map((name) => {
      return { name, payouts: 10, concurrency: 1, mostInFlight: 1, endedAtMs: 1 };
    });
    text(runOf([{ ...inconclusive, doubts, phases, source: watched }], "inconclusive", 2));
    expect(located).toEqual([
      ...["load.1.faults.late-settle", "load.1", "projects.shop.balance"],
      ...["thresholds.timeout_errors", "name"],
    ]);
  });

  it("point to the name if several faults fired and any may be the cause", () => {
    const faults = [...violated.faults, { name: "late-settle", planned: 1, fired: 1 }];
    expect(marks(runOf([{ ...violated, faults, thresholds: [], source }], "violated", 1))).toEqual([
      "error scenarios/a.yaml:1 timeout-after-charge: charged-not-paid",
    ]);
  });

  it("count a threshold among those of its metric", () => {
    const thresholds = [
      { metric: "payout_duration", expression: "p(95)<500", ok: true, value: 104.6 },
      { metric: "timeout_errors", expression: "count>0", ok: true, value: 10 },
      { metric: "payout_duration", expression: "p(95)<50", ok: false, value: 104.6 },
    ];
    expect(marks(runOf([{ ...judgedAnew({ ...balanced, thresholds }), source }], "balanced", 4))).toEqual([
      "error scenarios/a.yaml:5 timeout-after-charge: payout_duration p(95)<50",
    ]);
  });

  it("point to an expectation that was not met", () => {
    const expectation = { verdict: "violated", findings: null, met: false } as const;
    expect(marks(runOf([{ ...judgedAnew({ ...balanced, expectation }), source }], "balanced", 1))).toEqual([
      "error scenarios/a.yaml:6 timeout-after-charge: verdict as expected",
    ]);
  });

  it("name no file for a journal, and the ending of a run without a verdict", () => {
    expect(marks(runOf([violated], "violated", 70))).toEqual([
      "error nowhere: chaos-payout",
      "error nowhere: timeout-after-charge: charged-not-paid",
      "error nowhere: timeout-after-charge: balance_rollback_failures count==0",
    ]);
  });

  it("are ten at most, those about most money first, and the tenth says how many are missing", () => {
    const run = runOf([inconclusive, twoProjects, ...Array.from({ length: 6 }, () => violated)], "violated", 1);
    const all = marks(run);
    expect(all).toHaveLength(10);
    expect(all.slice(0, 9)).toEqual([
      ...Array.from({ length: 6 }, () => "error nowhere: timeout-after-charge: charged-not-paid"),
      "error nowhere: concurrent-timeouts: unexplained-change",
      "error nowhere: concurrent-timeouts: charged-not-paid",
      "error nowhere: concurrent-timeouts: false-refusal",
    ]);
    expect(all[9]).toBe("error nowhere: chaos-payout: 8 more");
  });

  it("point to the name of the scenario for a part that its file does not contain", () => {
    const isWritten = (path: readonly (string | number)[]) => path[0] === "name";
    const run = runOf([{ ...alerted, source: { ...source, isWritten } }], "violated", 1);
    const lines = [...text(run).matchAll(/line=(\d+),title=\S+ (alert|charged)/g)];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map(([, line]) => line)).toEqual(lines.map(() => "1"));
    expect(text(run)).not.toContain("col=");
  });

  it("stay one command each, even with hostile names", () => {
    const locate = () => ({ file: "a,b:c%.yaml", line: 3 });
    const lines = text(runOf([{ ...hostile, source: { file: "", locate } }], "violated", 1))
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(4);
    expect(lines.every((line) => /^::(?:error|notice) file=a%2Cb%3Ac%25\.yaml,line=3,title=[^,:]*::/.test(line))).toBe(
      true,
    );
    const shown = "<b>&amp;\"'`|@someone #1 ]]> --> %0A::error::x,y:z\ufffe\ud800";
    const { properties, message } = read(lines[0] ?? "");
    expect(properties).toEqual({ file: "a,b:c%.yaml", line: "3", title: `${shown}: charged-not-paid` });
    expect(message.split("\n").slice(1, 3)).toEqual([shown, `  ${shown}`]);
  });
});
