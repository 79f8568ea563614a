import { describe, expect, it } from "vitest";
import { doubtSentence } from "../../src/explain/doubts.ts";
import { junit } from "../../src/report/junit.ts";
import type { Run } from "../../src/report/report.ts";
import { found, schemaErrors } from "./junit-schema.ts";
import {
  alerted,
  balanced,
  hostile,
  inconclusive,
  interrupted,
  judgedAnew,
  runOf,
  twoProjects,
  violated,
} from "./samples.ts";

const text = (run: Run) => junit(run, { colour: 0, width: 80 });

describe("the junit report", () => {
  it("fails the checks and thresholds that failed, with timelines, the command that repeats the run, and where to read on", () => {
    const source = { file: "scenarios/timeout-after-charge.yaml", locate: () => ({ file: "", line: 1 }) };
    expect(text(runOf([{ ...alerted, source }], "violated", 1))).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="chaos-payout" tests="21" failures="3" errors="0" time="0.612">
        <testsuite name="timeout-after-charge" tests="21" failures="3" errors="0" skipped="0" time="0.612" file="scenarios/timeout-after-charge.yaml">
          <properties>
            <property name="description" value="The node times out after the charge."/>
            <property name="strategy" value="naive"/>
            <property name="seed" value="42"/>
            <property name="payouts" value="200"/>
            <property name="oracle" value="rail"/>
            <property name="verdict" value="violated"/>
            <property name="reproduce" value="npx chaos-payout run timeout-after-charge --seed 42"/>
            <property name="version" value="0.1.0"/>
          </properties>
          <testcase name="check charged-not-paid" classname="chaos-payout.timeout-after-charge">
            <failure type="charged-not-paid" message="10 payouts, −10,200 sats: charged but never paid: the bug">10 payouts, −10,200 sats: charged but never paid: the bug

      timeout_test_7
        charged 1,020 at +0.031 s
        node gave up at +0.131 s
        never refunded
      timeout_test_188
        charged 1,020 at +0.402 s
        node gave up at +0.502 s
        never refunded

      reproduce: npx chaos-payout run timeout-after-charge --seed 42
      explain: npx chaos-payout explain charged-not-paid</failure>
          </testcase>
          <testcase name="check paid-not-charged" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check double-paid" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check double-charged" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check wrong-amount" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check partly-refunded" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check false-refusal" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check false-success" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check false-callback" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check accepted-and-lost" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check invalid-accepted" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check overdraft" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check unexplained-change" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check impossible-balance" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check key-breach" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="check stuck-pending" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="threshold balance_rollback_failures count==0" classname="chaos-payout.timeout-after-charge">
            <failure type="balance_rollback_failures count==0" message="was 10">was 10

      reproduce: npx chaos-payout run timeout-after-charge --seed 42</failure>
          </testcase>
          <testcase name="threshold timeout_errors count&gt;0" classname="chaos-payout.timeout-after-charge">
            <system-out>10</system-out>
          </testcase>
          <testcase name="fault timeout" classname="chaos-payout.timeout-after-charge">
            <system-out>10 of 10 fired</system-out>
          </testcase>
          <testcase name="is conclusive" classname="chaos-payout.timeout-after-charge"/>
          <testcase name="verdict as expected" classname="chaos-payout.timeout-after-charge">
            <failure type="verdict as expected" message="expected balanced, but violated">expected balanced, but violated

      project_test_001: expected 106,200, actual 96,000, drift −10,200 sats
      alert BalanceMismatch (critical): balance_drift != 0: fired
      alert PaymentTimeoutRate (warning): timeout_rate &gt; 2%: no samples

      reproduce: npx chaos-payout run timeout-after-charge --seed 42
      explain: npx chaos-payout explain violated</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it("shows a doubt as an error, never as green", () => {
    const report = text(runOf([inconclusive], "inconclusive", 2));
    expect(found(report, "//testcase[error]/@name")).toEqual([
      "fault late-settle",
      "is conclusive",
      "verdict as expected",
    ]);
    expect(found(report, "//skipped")).toEqual([]);
    expect(found(report, "//testcase[@name='is conclusive']/error")).toEqual([
      [
        "2 reasons for doubt",
        "",
        ...inconclusive.doubts.map(doubtSentence),
        "",
        "reproduce: npx chaos-payout run late-settle --strategy rollback --seed 42",
        "explain: npx chaos-payout explain inconclusive",
      ].join("\n"),
    ]);
  });

  it("has nothing red when the violation was expected, but still its timelines", () => {
    const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: true } as const;
    const report = text(runOf([judgedAnew({ ...violated, expectation })], "violated", 0));
    expect(found(report, "//failure | //error")).toEqual([]);
    expect(found(report, "//testcase[@name='check charged-not-paid']/system-out")[0]).toMatch(
      /^as expected: 10 payouts, −10,200 sats\ntimeout_test_7\n {2}charged/,
    );
  });

  it("is red when a run ended before its scenarios did, although each of them is green", () => {
    const report = text(runOf([balanced], "balanced", 69));
    expect(found(report, "/testsuites/@errors")).toEqual(["1"]);
    expect(found(report, "//testcase[@classname='chaos-payout']/error")).toEqual([
      "the run ended with exit code 69 before everything was judged; see its error output",
    ]);
    expect(found(text(runOf([], "inconclusive", 69)), "/testsuites/@errors")).toEqual(["1"]);
  });

  it("counts its tests", () => {
    const report = text(runOf([violated, balanced, inconclusive, twoProjects], "violated", 1));
    const count = (xpath: string) => String(found(report, xpath).length);
    expect(found(report, "/testsuites/@tests")).toEqual([count("//testcase")]);
    expect(found(report, "/testsuites/@failures")).toEqual([count("//failure")]);
    expect(found(report, "/testsuites/@errors")).toEqual([count("//error")]);
    expect(found(report, "//testsuite[1]/@failures")).toEqual([count("//testsuite[1]//failure")]);
  });

  it("names every test differently, even for two runs of one scenario, because GitLab drops repeated names", () => {
    const report = text(runOf([violated, balanced, violated], "violated", 1));
    expect(found(report, "//testsuite/@name")).toEqual([
      "timeout-after-charge",
      "timeout-after-charge (2)",
      "timeout-after-charge (3)",
    ]);
    const names = found(report, "//testcase/@name");
    const full = found(report, "//testcase/@classname").map((name, index) => `${name} ${names[index]}`);
    expect(new Set(full).size).toBe(full.length);
  });

  it("keeps hostile names as text, without characters that XML cannot hold", () => {
    const report = text(runOf([hostile], "violated", 1));
    const shown = "<b>&amp;\"'`|@someone #1 ]]> --> %0A::error::x,y:z";
    expect(found(report, "//testsuite/@name")).toEqual([shown]);
    expect(found(report, "//property[@name='reproduce']/@value")).toEqual([shown]);
    expect(found(report, "//testcase[@name='check charged-not-paid']/failure")[0]).toContain(
      `\n${shown}\n  ${shown}\n`,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
    expect(report).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  });
});

describe("the schema", () => {
  const valid = text(runOf([violated], "violated", 1));

  it.each([
    ["bad news", runOf([violated], "violated", 1)],
    ["good news", runOf([balanced], "balanced", 0)],
    ["doubts", runOf([inconclusive, interrupted], "inconclusive", 130)],
    ["several scenarios", runOf([alerted, balanced, twoProjects], "violated", 1)],
    ["nothing", runOf([], "inconclusive", 69)],
    ["hostile names", runOf([hostile], "violated", 1)],
    ["a run of more than an hour", runOf([{ ...balanced, durationMs: 3_723_004.2 }], "balanced", 0)],
  ])("accepts a report of %s", (_, run) => {
    expect(schemaErrors(text(run))).toBe("");
  });

  it.each([
    ["a line of a test", valid.replace("<testcase ", '<testcase line="3" '), "'line' is not allowed"],
    ["a test without a name", valid.replace(/<testcase name="[^"]+"/, "<testcase"), "'name' is required"],
    ["a skipped test", valid.replace(/<testcase ([^>]+)\/>/, "<testcase $1><skipped/></testcase>"), "skipped"],
    ["a suite without counts", valid.replace(/ tests="\d+" failures="\d+"/g, ""), "'tests' is required"],
    ["a time with a unit", valid.replace('time="0.612"', 'time="612 ms"'), "612 ms"],
    ["no XML", valid.replace("</testsuites>", ""), "testsuites"],
  ])("refuses %s", (_, text, reason) => {
    expect(schemaErrors(text)).toContain(reason);
  });
});
