import { describe, expect, it } from "vitest";
import { type ConclusionKind, conclusionKinds } from "../../src/domain/conclusion.ts";
import type { Interruption, Reconciliation } from "../../src/domain/reconciliation.ts";
import { type Verdict, verdicts } from "../../src/domain/verdict.ts";
import { conclusionText } from "../../src/report/conclusion-text.ts";
import { htmlReporter } from "../../src/report/html/page.ts";
import { markdown } from "../../src/report/markdown.ts";
import type { Run } from "../../src/report/report.ts";
import { faultSign, runSign, thresholdSign } from "../../src/report/signs.ts";
import { table } from "../../src/report/table.ts";
import { balanced, inconclusive, interrupted, runOf, violated } from "./samples.ts";

const screen = { colour: 0, width: 100 } as const;

describe("the sign of a threshold", () => {
  const unmeasured = { metric: "payout_duration", expression: "p(95)<500", ok: false, value: null };

  it("is a doubt without a value, in every report", () => {
    expect(thresholdSign(unmeasured)).toBe("?");
    const run = runOf([{ ...inconclusive, thresholds: [unmeasured] }], "inconclusive", 2);
    expect(table(run, screen)).toContain("\n ? payout_duration p(95)<500   no value\n");
    expect(markdown(run, screen)).toContain("* ❓ `payout_duration p(95)<500` no value\n");
    expect(htmlReporter(run, screen)).toMatch(/<span class="heard">in doubt:<\/span> no value/);
  });
});

describe("the sign of a fault", () => {
  it("is a doubt exactly if a doubt is about it", () => {
    const fault = { name: "timeout", planned: 10, fired: 3 };
    const doubts = [{ kind: "fault-not-fired", fault: "late-settle", where: "payment", planned: 4, fired: 0 }] as const;
    expect(faultSign(fault, { doubts })).toBe("✓");
    expect(faultSign({ ...fault, name: "late-settle" }, { doubts })).toBe("?");
    expect(faultSign({ ...fault, fired: 12 }, { doubts: [{ kind: "fault-ignored", fault: "timeout" }] })).toBe("?");
    const killed = [{ kind: "crash-not-retried", point: "after-charge", how: "kill", atMs: 20 }] as const;
    expect(faultSign({ name: "after-charge", planned: 1, fired: 1 }, { doubts: killed })).toBe("?");
  });
});

describe("the sign of a run", () => {
  const doubted: Reconciliation = { ...inconclusive, conclusion: { kind: "as-expected", verdict: "inconclusive" } };
  const missed: Reconciliation = { ...balanced, conclusion: { kind: "not-as-expected", verdict: "balanced" } };

  it("is bad if a scenario is, even if the worst verdict is an expected doubt", () => {
    expect(runSign(runOf([doubted, missed], "inconclusive", 1))).toBe("✗");
  });

  it("is a doubt if the run ended early without bad news", () => {
    expect(runSign(runOf([balanced], "balanced", 69))).toBe("?");
    expect(runSign(runOf([violated], "violated", 69))).toBe("✗");
    expect(runSign(runOf([], "inconclusive", 130))).toBe("?");
  });

  it("is not left alone with the good news of the scenarios that came before the end", () => {
    const run = runOf([balanced], "balanced", 69);
    const says = "the run ended with exit code 69 before everything was judged; see its error output";
    for (const detail of ["brief", "usual", "full"] as const) {
      expect(table(run, { ...screen, detail }).endsWith(`\n ? ${says}\n`)).toBe(true);
    }
    expect(htmlReporter(run, screen)).toContain(`</span> T${says.slice(1)}.</p>`);
    expect(table(runOf([interrupted], "inconclusive", 130), screen)).not.toContain("exit code");
  });

  it("is that of the exit code where bad news was ordered, and a page of several scenarios says so", () => {
    const ordered: Reconciliation = { ...violated, conclusion: { kind: "as-expected", verdict: "violated" } };
    const run: Run = runOf([ordered, balanced], "violated", 0);
    expect(runSign(run)).toBe("✓");
    expect(htmlReporter(run, screen)).toContain("<h1>VIOLATED <small>as expected</small></h1>");
  });
});

describe("a conclusion", () => {
  const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: false } as const;
  const of = (kind: ConclusionKind, verdict: Verdict, interrupted: Interruption | null = null) => {
    const { sign, word, remark } = conclusionText({
      ...violated,
      conclusion: { kind, verdict },
      expectation,
      interrupted,
    });
    return [sign, word, remark].join(" ").trim();
  };

  it("has a sign, a word and a remark, by its kind and by nothing else", () => {
    const told = conclusionKinds.flatMap((kind) => verdicts.map((verdict) => `${kind}: ${of(kind, verdict)}`));
    expect(told.join("\n")).toMatchInlineSnapshot(`
      "as-expected: ✓ VIOLATED as expected
      as-expected: ✓ STUCK as expected
      as-expected: ✓ INCONCLUSIVE as expected
      as-expected: ✓ BALANCED
      violated: ✗ VIOLATED
      violated: ✗ STUCK
      violated: ✗ INCONCLUSIVE
      violated: ✗ BALANCED
      stuck: ✗ VIOLATED
      stuck: ✗ STUCK
      stuck: ✗ INCONCLUSIVE
      stuck: ✗ BALANCED
      inconclusive: ? VIOLATED
      inconclusive: ? STUCK
      inconclusive: ? INCONCLUSIVE
      inconclusive: ? BALANCED
      expected-in-doubt: ? VIOLATED as expected, but in doubt
      expected-in-doubt: ? STUCK as expected, but in doubt
      expected-in-doubt: ? INCONCLUSIVE as expected, but in doubt
      expected-in-doubt: ? BALANCED as expected, but in doubt
      not-as-expected: ✗ VIOLATED expected violated (charged-not-paid), but found charged-not-paid
      not-as-expected: ✗ STUCK expected violated (charged-not-paid), but stuck
      not-as-expected: ? INCONCLUSIVE expected violated (charged-not-paid), but inconclusive
      not-as-expected: ✗ BALANCED expected violated (charged-not-paid), but balanced
      threshold-crossed: ✗ VIOLATED but a threshold was crossed
      threshold-crossed: ✗ STUCK but a threshold was crossed
      threshold-crossed: ✗ INCONCLUSIVE but a threshold was crossed
      threshold-crossed: ✗ BALANCED but a threshold was crossed
      interrupted: ✗ VIOLATED
      interrupted: ✗ STUCK
      interrupted: ? INCONCLUSIVE
      interrupted: ? BALANCED
      terminated: ✗ VIOLATED
      terminated: ✗ STUCK
      terminated: ? INCONCLUSIVE
      terminated: ? BALANCED"
    `);
  });

  it("is no pass for an interrupted run, and names the cause", () => {
    const signal = { kind: "signal", signal: "SIGINT" } as const;
    expect(of("interrupted", "balanced", signal)).toBe("? BALANCED INTERRUPTED by SIGINT");
    expect(of("interrupted", "violated", signal)).toBe("✗ VIOLATED INTERRUPTED by SIGINT");
    expect(of("inconclusive", "inconclusive", { kind: "time-limit", limitMs: 1_800_000 })).toBe(
      "? INCONCLUSIVE STOPPED at its time limit of 30 minutes",
    );
  });
});
