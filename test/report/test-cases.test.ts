import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import type { Doubt } from "../../src/domain/doubt.ts";
import { type FindingKind, findingKinds } from "../../src/domain/finding.ts";
import type { Interruption, Reconciliation } from "../../src/domain/reconciliation.ts";
import { type Verdict, verdicts, worstVerdict } from "../../src/domain/verdict.ts";
import { checkExpectation, conclude } from "../../src/reconcile/conclusion.ts";
import { type TestCase, testCasesOf } from "../../src/report/test-cases.ts";
import { balanced, declared, inconclusive, violated } from "./samples.ts";

const kinds = ["charged-not-paid", "double-paid", "stuck-pending"] as const satisfies readonly FindingKind[];

const UNREAD: Doubt = { kind: "balance-not-read", projectId: "project_test_001", when: "final" };
const UNFIRED: Doubt = { kind: "fault-not-fired", fault: "late-settle", where: "payment", planned: 4, fired: 0 };
const SIGNAL: Interruption = { kind: "signal", signal: "SIGINT" };
const LIMIT: Interruption = { kind: "time-limit", limitMs: 1_800_000 };

/** Any run as reconcile would answer it: the verdict follows from findings and doubts, and the expectation is compared with both. */
const anyRun = fc
  .record({
    found: fc.subarray([...kinds]),
    doubts: fc.subarray<Doubt>([UNREAD, UNFIRED]),
    crossed: fc.boolean(),
    interrupted: fc.constantFrom<Interruption | null>(null, null, null, SIGNAL, LIMIT),
    expected: fc.constantFrom<Verdict>(...verdicts),
    named: fc.option(fc.subarray([...kinds], { minLength: 1 })),
  })
  .map(({ found, doubts, crossed, interrupted, expected, named }): Reconciliation => {
    const cut: readonly Doubt[] =
      interrupted === null ? doubts : [...doubts, { kind: "interrupted", signal: "SIGINT" }];
    const reached = found.map((kind): Verdict => (kind === "stuck-pending" ? "stuck" : "violated"));
    const verdict = worstVerdict([...reached, ...(cut.length > 0 ? (["inconclusive"] as const) : []), "balanced"]);
    const findings = expected === "violated" || expected === "stuck" ? named : null;
    const wanted = { verdict: expected, findings: findings ?? undefined };
    const outturn = { verdict, found: new Set(found), inDoubt: cut.length > 0, crossed, interrupted };
    return {
      ...balanced,
      verdict,
      conclusion: conclude(wanted, outturn),
      findings: found.map((kind) => ({ kind, payouts: 1, msat: -1, projects: [], examples: [] })),
      faults: [{ name: "late-settle", planned: 4, fired: doubts.includes(UNFIRED) ? 0 : 4 }],
      thresholds: [{ metric: "timeout_errors", expression: "count>0", ok: !crossed, value: 0 }],
      doubts: cut,
      interrupted,
      expectation: checkExpectation(wanted, outturn),
    };
  });

function answer(scenario: Reconciliation, name: string): Pick<TestCase, "sign" | "summary"> {
  const all = testCasesOf(scenario).filter((each) => each.name === name);
  return { sign: all[0]?.sign ?? "?", summary: all.map(({ summary }) => summary).join() };
}

describe("the answers of a run", () => {
  it("are all good exactly when the exit code is 0", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const isGood = testCasesOf(run).every(({ sign }) => sign === "✓");
        expect(isGood).toBe(exitCodeOf(run) === 0);
      }),
      { numRuns: 500 },
    );
  });

  it("cover every kind of finding, found or not", () => {
    const checks = testCasesOf(violated).filter(({ kind }) => kind === "check");
    expect(checks).toHaveLength(findingKinds.length);
    expect(checks.map(({ sign }) => sign).join("")).toBe("✗✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓");
  });

  it("treat an expected finding, and the threshold it crosses, as good news", () => {
    const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: true } as const;
    const run: Reconciliation = { ...violated, expectation, conclusion: { kind: "as-expected", verdict: "violated" } };
    expect(answer(run, "charged-not-paid")).toEqual({ sign: "✓", summary: "as expected: 10 payouts, −10,200 sats" });
    expect(answer(run, "balance_rollback_failures count==0")).toEqual({
      sign: "✓",
      summary: "was 10, which does not count where violated is expected",
    });
    expect(answer(run, "verdict as expected")).toEqual({ sign: "✓", summary: "violated, as expected" });
  });

  it("treat an unexpected finding as bad news", () => {
    const run: Reconciliation = {
      ...violated,
      expectation: { verdict: "violated", findings: ["double-paid"], met: false },
      conclusion: { kind: "not-as-expected", verdict: "violated" },
    };
    expect(answer(run, "charged-not-paid").sign).toBe("✗");
    expect(answer(run, "verdict as expected")).toEqual({
      sign: "✗",
      summary: "expected violated (double-paid), but found charged-not-paid",
    });
  });

  it("treat exactly the faults that a doubt is about as doubts", () => {
    expect(answer(inconclusive, "late-settle")).toEqual({ sign: "?", summary: "0 of 4 fired" });
    const foreign: Reconciliation = { ...declared, faults: [{ name: "timeout", planned: 10, fired: 7 }] };
    expect(answer(foreign, "timeout")).toEqual({ sign: "✓", summary: "7 of 10 fired" });
    const doubts: readonly Doubt[] = [
      { kind: "fault-not-fired", fault: "timeout", where: "payment", planned: 10, fired: 7 },
    ];
    expect(answer({ ...foreign, doubts }, "timeout").sign).toBe("?");
  });

  it("say beside the verdict if it relies on a declaration", () => {
    const more = (run: Reconciliation) => testCasesOf(run).find(({ kind }) => kind === "expectation")?.details;
    expect(more(declared)).toEqual(["injected timeouts count as never paid, because the target declares it"]);
    expect(more({ ...declared, injectedTimeouts: "unknown" })).toEqual([]);
    // With our own rail nothing has to be declared.
    expect(more({ ...declared, oracle: "rail" })).toEqual([]);
  });

  it("treat a threshold without a value as a doubt", () => {
    const thresholds = [{ metric: "payout_duration", expression: "p(95)<50", ok: false, value: null }];
    expect(answer({ ...inconclusive, metrics: {}, thresholds }, "payout_duration p(95)<50")).toEqual({
      sign: "?",
      summary: "no value",
    });
  });
});
