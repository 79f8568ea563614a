import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import type { FindingKind } from "../../src/domain/finding.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { type Verdict, verdicts, worstVerdict } from "../../src/domain/verdict.ts";
import { type Answer, answersOf } from "../../src/report/answers.ts";
import { balanced, inconclusive, violated } from "./samples.ts";

const kinds = ["charged-not-paid", "double-paid", "stuck-pending"] as const satisfies readonly FindingKind[];

/** Any run as reconcile would answer it: the verdict follows from findings and doubts, and the expectation is compared with both. */
const anyRun = fc
  .record({
    found: fc.subarray([...kinds]),
    doubts: fc.subarray(["a read failed", "late-settle never fired"]),
    crossed: fc.boolean(),
    interrupted: fc.constantFrom(null, null, null, "SIGINT"),
    expected: fc.constantFrom<Verdict>(...verdicts),
    named: fc.option(fc.subarray([...kinds], { minLength: 1 })),
  })
  .map(({ found, doubts, crossed, interrupted, expected, named }): Reconciliation => {
    const cut = interrupted === null ? doubts : [...doubts, `${interrupted} stopped the run`];
    const reached = found.map((kind): Verdict => (kind === "stuck-pending" ? "stuck" : "violated"));
    const verdict = worstVerdict([...reached, ...(cut.length > 0 ? (["inconclusive"] as const) : []), "balanced"]);
    const findings = expected === "violated" || expected === "stuck" ? named : null;
    const same = findings === null || [...findings].sort().join() === [...found].sort().join();
    const certain = cut.length === 0 || expected === "inconclusive";
    return {
      ...balanced,
      verdict,
      findings: found.map((kind) => ({ kind, payouts: 1, sats: -1, projects: [], examples: [] })),
      faults: [{ name: "late-settle", planned: 4, fired: doubts.includes("late-settle never fired") ? 0 : 4 }],
      thresholds: [{ metric: "timeout_errors", expression: "count>0", ok: !crossed, value: 0 }],
      inconclusiveBecause: cut,
      interrupted,
      expectation: { verdict: expected, findings, met: verdict === expected && same && certain },
    };
  });

function answer(scenario: Reconciliation, name: string): Pick<Answer, "sign" | "says"> {
  const all = answersOf(scenario).filter((each) => each.name === name);
  return { sign: all[0]?.sign ?? "?", says: all.map(({ says }) => says).join() };
}

describe("the answers of a run", () => {
  it("are all good exactly when the exit code is 0", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const isGood = answersOf(run).every(({ sign }) => sign === "✓");
        expect(isGood).toBe(exitCodeOf(run) === 0);
      }),
      { numRuns: 500 },
    );
  });

  it("ask about all twelve kinds of finding, whether they are found or not", () => {
    const checks = answersOf(violated).filter(({ kind }) => kind === "check");
    expect(checks).toHaveLength(12);
    expect(checks.map(({ sign }) => sign).join("")).toBe("✗✓✓✓✓✓✓✓✓✓✓✓");
  });

  it("take a finding that was expected for good news, and what crosses a threshold with it", () => {
    const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: true } as const;
    const run = { ...violated, expectation };
    expect(answer(run, "charged-not-paid")).toEqual({ sign: "✓", says: "as expected: 10 payouts, −10,200 sats" });
    expect(answer(run, "balance_rollback_failures count==0")).toEqual({
      sign: "✓",
      says: "was 10, and it does not count where violated is expected",
    });
    expect(answer(run, "verdict as expected")).toEqual({ sign: "✓", says: "violated, as expected" });
  });

  it("take another finding than the expected one for bad news", () => {
    const run = { ...violated, expectation: { verdict: "violated", findings: ["double-paid"], met: false } } as const;
    expect(answer(run, "charged-not-paid").sign).toBe("✗");
    expect(answer(run, "verdict as expected")).toEqual({
      sign: "✗",
      says: "expected violated (double-paid), but found charged-not-paid",
    });
  });

  it("take a fault that did not fire for a doubt, and on a target of somebody else's only when it never fired", () => {
    expect(answer(inconclusive, "late-settle")).toEqual({ sign: "?", says: "0 of 4 fired" });
    const foreign = { ...balanced, oracle: "answers", faults: [{ name: "timeout", planned: 10, fired: 7 }] } as const;
    expect(answer(foreign, "timeout")).toEqual({ sign: "✓", says: "7 of 10 fired" });
    expect(answer({ ...foreign, oracle: "node" }, "timeout").sign).toBe("?");
  });

  it("take a threshold without a value for a doubt", () => {
    const thresholds = [{ metric: "payout_duration", expression: "p(95)<50", ok: false, value: null }];
    expect(answer({ ...balanced, metrics: {}, thresholds }, "payout_duration p(95)<50")).toEqual({
      sign: "?",
      says: "no value",
    });
  });
});
