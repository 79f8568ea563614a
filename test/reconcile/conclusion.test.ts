import { describe, expect, it } from "vitest";
import { type ConclusionKind, conclusionKinds } from "../../src/domain/conclusion.ts";
import type { FindingKind } from "../../src/domain/finding.ts";
import type { Interruption } from "../../src/domain/reconciliation.ts";
import type { Expectation } from "../../src/domain/run-started.ts";
import { type Verdict, verdicts } from "../../src/domain/verdict.ts";
import { checkExpectation, conclude, type RunResult } from "../../src/reconcile/conclusion.ts";

const balanced: Expectation = { verdict: "balanced" };
const violated: Expectation = { verdict: "violated" };
const theBug: Expectation = { verdict: "violated", findings: ["charged-not-paid"] };
const stuck: Expectation = { verdict: "stuck" };
const doubtful: Expectation = { verdict: "inconclusive" };

function outturn(verdict: Verdict, but: Partial<RunResult> & { finds?: readonly FindingKind[] } = {}): RunResult {
  const { finds = verdict === "violated" ? ["charged-not-paid"] : verdict === "stuck" ? ["stuck-pending"] : [] } = but;
  const inDoubt = verdict === "inconclusive";
  return { verdict, found: new Set(finds), inDoubt, crossed: false, interrupted: null, ...but };
}

const inDoubt = { inDoubt: true };
const crossed = { crossed: true };
const finding = (...finds: FindingKind[]) => ({ finds });
const signal = (name: string): Partial<RunResult> => ({ interrupted: { kind: "signal", signal: name }, inDoubt: true });
const timeLimit: Partial<RunResult> = { interrupted: { kind: "time-limit", limitMs: 1_800_000 }, inDoubt: true };

const table: readonly (readonly [string, Expectation, RunResult, ConclusionKind])[] = [
  // Balanced is expected.
  ["balanced", balanced, outturn("balanced"), "as-expected"],
  ["a loss", balanced, outturn("violated"), "violated"],
  ["a loss and a doubt", balanced, outturn("violated", inDoubt), "violated"],
  ["a stuck payout", balanced, outturn("stuck"), "stuck"],
  ["a doubt", balanced, outturn("inconclusive"), "inconclusive"],
  ["balanced, but slow", balanced, outturn("balanced", crossed), "threshold-crossed"],
  ["a loss, and slow", balanced, outturn("violated", crossed), "violated"],
  ["a doubt, and slow", balanced, outturn("inconclusive", crossed), "inconclusive"],
  // A loss is expected.
  ["the loss that is expected", theBug, outturn("violated"), "as-expected"],
  ["any loss where none is named", violated, outturn("violated", finding("double-paid")), "as-expected"],
  ["the loss that is expected, and slow", theBug, outturn("violated", crossed), "as-expected"],
  ["the loss that is expected, in doubt", theBug, outturn("violated", inDoubt), "expected-in-doubt"],
  ["a loss where any is expected, in doubt", violated, outturn("violated", inDoubt), "expected-in-doubt"],
  ["no loss although one is expected", theBug, outturn("balanced"), "not-as-expected"],
  ["no loss although one is expected, and slow", theBug, outturn("balanced", crossed), "not-as-expected"],
  ["a doubt where a loss is expected", theBug, outturn("inconclusive"), "not-as-expected"],
  ["another loss than is expected", theBug, outturn("violated", finding("double-paid")), "not-as-expected"],
  [
    "another loss than is expected, in doubt",
    theBug,
    outturn("violated", { ...inDoubt, ...finding("double-paid") }),
    "not-as-expected",
  ],
  [
    "the loss that is expected and another one, in doubt",
    theBug,
    outturn("violated", { ...inDoubt, ...finding("charged-not-paid", "double-paid") }),
    "not-as-expected",
  ],
  [
    "a part of what is expected, in doubt",
    { verdict: "violated", findings: ["charged-not-paid", "double-paid"] },
    outturn("violated", inDoubt),
    "expected-in-doubt",
  ],
  ["a stuck payout where a loss is expected", theBug, outturn("stuck"), "not-as-expected"],
  [
    "balanced where findings are expected",
    { verdict: "balanced", findings: ["overdraft"] },
    outturn("balanced"),
    "not-as-expected",
  ],
  // A stuck payout or a doubt is expected.
  ["the stuck payout that is expected", stuck, outturn("stuck"), "as-expected"],
  ["the stuck payout that is expected, in doubt", stuck, outturn("stuck", inDoubt), "expected-in-doubt"],
  ["a loss where a stuck payout is expected", stuck, outturn("violated"), "not-as-expected"],
  ["the doubt that is expected", doubtful, outturn("inconclusive"), "as-expected"],
  ["the doubt that is expected, and slow", doubtful, outturn("inconclusive", crossed), "as-expected"],
  ["no doubt although one is expected", doubtful, outturn("balanced"), "not-as-expected"],
  ["a loss where a doubt is expected", doubtful, outturn("violated", inDoubt), "not-as-expected"],
  // Stopped from outside.
  ["Ctrl-C", balanced, outturn("inconclusive", signal("SIGINT")), "interrupted"],
  ["Ctrl-C after a loss", balanced, outturn("violated", signal("SIGINT")), "interrupted"],
  ["Ctrl-C where a doubt is expected", doubtful, outturn("inconclusive", signal("SIGINT")), "interrupted"],
  ["the end of a CI job", balanced, outturn("inconclusive", signal("SIGTERM")), "terminated"],
  ["the end of a terminal", violated, outturn("violated", signal("SIGHUP")), "terminated"],
  ["a signal that nobody knows", balanced, outturn("inconclusive", signal("")), "interrupted"],
  // Cut by its own limit of time: never a pass.
  ["the limit of time", balanced, outturn("inconclusive", timeLimit), "inconclusive"],
  ["the limit of time where a doubt is expected", doubtful, outturn("inconclusive", timeLimit), "inconclusive"],
  ["the limit of time after the loss that is expected", theBug, outturn("violated", timeLimit), "inconclusive"],
  ["the limit of time after a stuck payout that is expected", stuck, outturn("stuck", timeLimit), "inconclusive"],
  ["the limit of time after a loss", balanced, outturn("violated", timeLimit), "violated"],
  [
    "the limit of time after another loss",
    theBug,
    outturn("violated", { ...timeLimit, ...finding("double-paid") }),
    "not-as-expected",
  ],
];

describe("the conclusion of a run", () => {
  it.each(table)("of %s", (_, expected, came, kind) => {
    expect(conclude(expected, came)).toEqual({ kind, verdict: came.verdict });
  });

  it("has every kind somewhere in this table", () => {
    expect([...new Set(table.map(([, , , kind]) => kind))].sort()).toEqual([...conclusionKinds].sort());
  });

  it("passes nothing that was cut short, and nothing but balanced that is in doubt or was not expected", () => {
    const cuts: readonly (Interruption | null)[] = [
      null,
      { kind: "signal", signal: "SIGINT" },
      { kind: "time-limit", limitMs: 1 },
    ];
    // What is in doubt is not balanced.
    for (const expected of [balanced, violated, theBug, stuck, doubtful])
      for (const verdict of verdicts)
        for (const interrupted of cuts)
          for (const doubt of verdict === "balanced" ? [false] : [false, true])
            for (const over of [false, true]) {
              const came = outturn(verdict, {
                interrupted,
                inDoubt: doubt || verdict === "inconclusive",
                crossed: over,
              });
              const isPass = conclude(expected, came).kind === "as-expected";
              const isMet = checkExpectation(expected, came).met && interrupted === null;
              expect(isPass).toBe(isMet && (expected.verdict !== "balanced" || !over));
            }
  });
});

describe("an expectation", () => {
  const met = (expected: Expectation, came: RunResult) => checkExpectation(expected, came).met;

  it("is met by its verdict and, where it names findings, by exactly those", () => {
    expect(met(theBug, outturn("violated"))).toBe(true);
    expect(met({ ...theBug, findings: [] }, outturn("violated"))).toBe(false);
    expect(met({ ...theBug, findings: ["charged-not-paid", "charged-not-paid"] }, outturn("violated"))).toBe(true);
    expect(met({ ...theBug, findings: ["charged-not-paid", "double-paid"] }, outturn("violated"))).toBe(false);
    expect(met(balanced, outturn("violated"))).toBe(false);
  });

  it("is met in doubt only where a doubt is expected", () => {
    expect(met(theBug, outturn("violated", inDoubt))).toBe(false);
    expect(met(doubtful, outturn("inconclusive"))).toBe(true);
  });
});
