import { describe, expect, it } from "vitest";
import { exitCodeOf, exitCodeOfCell, exitCodeOfExploration, worstExitCode } from "../../src/cli/exit-code.ts";
import { type ConclusionKind, conclusionKinds } from "../../src/domain/conclusion.ts";
import type { Doubt } from "../../src/domain/doubt.ts";
import { type DocumentedCell, isAsDocumented, type MatrixCell, type MeasuredCell } from "../../src/domain/matrix.ts";
import { type Verdict, verdicts } from "../../src/domain/verdict.ts";

const ok: DocumentedCell = { verdict: "balanced", findings: [], perhaps: [], because: "" };
const bug: DocumentedCell = { verdict: "violated", findings: ["charged-not-paid"], perhaps: [], because: "no refund" };

const unread: Doubt = { kind: "balance-not-read", projectId: "shop", when: "final" };
const unfired: Doubt = { kind: "fault-not-fired", fault: "timeout", where: "payment", planned: 4, fired: 0 };

function measured(verdict: MeasuredCell["verdict"], kind?: "charged-not-paid" | "stuck-pending", doubt?: Doubt) {
  return {
    ...{ verdict, driftMsat: 0, doubts: doubt === undefined ? [] : [doubt] },
    findings: kind === undefined ? [] : [{ kind, payouts: 1, msat: 0 }],
  };
}

function codeOf(documented: DocumentedCell | null, measured: MeasuredCell): number {
  const asDocumented = isAsDocumented(documented, measured);
  const cell: MatrixCell = { strategy: "naive", fault: "a", documented, measured, asDocumented, reproduce: "" };
  return exitCodeOfCell(cell);
}

describe("the exit code of a run", () => {
  const codeOfRun = (kind: ConclusionKind, verdict: Verdict) => exitCodeOf({ conclusion: { kind, verdict } });

  it.each([
    ["as-expected", "balanced", 0],
    ["as-expected", "violated", 0],
    ["violated", "violated", 1],
    ["stuck", "stuck", 3],
    ["inconclusive", "inconclusive", 2],
    ["expected-in-doubt", "violated", 2],
    ["not-as-expected", "violated", 1],
    ["not-as-expected", "stuck", 3],
    ["not-as-expected", "inconclusive", 2],
    ["not-as-expected", "balanced", 1],
    ["threshold-crossed", "balanced", 4],
    ["interrupted", "inconclusive", 130],
    ["terminated", "violated", 143],
  ] as const)("that is %s, and %s, is %i", (kind, verdict, code) => {
    expect(codeOfRun(kind, verdict)).toBe(code);
  });

  it("is 0 for only one conclusion", () => {
    const passes = conclusionKinds.filter((kind) => verdicts.some((verdict) => codeOfRun(kind, verdict) === 0));
    expect(passes).toEqual(["as-expected"]);
  });
});

describe("the exit code of a cell", () => {
  it("is 0 if the cell is as documented", () => {
    expect(codeOf(ok, measured("balanced"))).toBe(0);
    expect(codeOf(bug, measured("violated", "charged-not-paid"))).toBe(0);
    expect(codeOf(null, measured("violated", "charged-not-paid"))).toBe(0);
  });

  it("is 1 if money moved in another way than documented, even if none was lost", () => {
    expect(codeOf(ok, measured("violated", "charged-not-paid"))).toBe(1);
    expect(codeOf(bug, measured("balanced"))).toBe(1);
    expect(codeOf(ok, measured("violated", "charged-not-paid", unread))).toBe(1);
  });

  it("is 2 in doubt, even with the documented findings or without documentation", () => {
    expect(codeOf(ok, measured("inconclusive", undefined, unfired))).toBe(2);
    expect(codeOf(bug, measured("violated", "charged-not-paid", unread))).toBe(2);
    expect(codeOf(bug, measured("inconclusive", undefined, unfired))).toBe(2);
    expect(codeOf(null, measured("violated", "charged-not-paid", unread))).toBe(2);
  });

  it("is 3 for an undocumented stuck payout; of several cells the worst counts", () => {
    expect(codeOf(ok, measured("stuck", "stuck-pending"))).toBe(3);
    expect(worstExitCode([0, 2, 3])).toBe(3);
    expect(worstExitCode([0, 2, 3, 1])).toBe(1);
  });
});

describe("the exit code of an exploration", () => {
  const codeOf = (seen: readonly Verdict[], unproved: readonly string[] = []) =>
    exitCodeOfExploration({
      verdicts: Object.fromEntries(verdicts.map((verdict) => [verdict, seen.includes(verdict) ? 1 : 0])) as Record<
        Verdict,
        number
      >,
      unproved,
    });

  it.each<readonly [readonly Verdict[], readonly string[], number]>([
    [["balanced"], [], 0],
    [["balanced", "inconclusive"], [], 0],
    [["inconclusive"], [], 2],
    [[], [], 2],
    [["balanced"], ["lookup-lag"], 2],
    [["stuck", "balanced"], ["lookup-lag"], 3],
    [["violated", "stuck", "inconclusive"], [], 1],
  ])("of %j, with %j unproved, is %i", (seen, unproved, code) => {
    expect(codeOf(seen, unproved)).toBe(code);
  });
});
