import { describe, expect, it } from "vitest";
import { html } from "../../src/report/html/page.ts";
import { markdown } from "../../src/report/markdown.ts";
import type { Run } from "../../src/report/report.ts";
import { faultSign, runSign, thresholdSign } from "../../src/report/sign-of.ts";
import { table } from "../../src/report/table.ts";
import { conclusion } from "../../src/report/verdict-lines.ts";
import { balanced, inconclusive, interrupted, runOf, violated } from "./samples.ts";

const screen = { colour: 0, width: 100 } as const;

describe("the sign of a threshold", () => {
  const unmeasured = { metric: "payout_duration", expression: "p(95)<500", ok: false, value: null };

  it("is a doubt where there was nothing to look at, in every report", () => {
    expect(thresholdSign(unmeasured)).toBe("?");
    const run = runOf([{ ...inconclusive, thresholds: [unmeasured] }], "inconclusive", 2);
    expect(table(run, screen)).toContain("\n ? payout_duration p(95)<500   no value\n");
    expect(markdown(run, screen)).toContain("* ❓ `payout_duration p(95)<500` no value\n");
    expect(html(run, screen)).toMatch(/<span class="heard">in doubt:<\/span> no value/);
  });
});

describe("the sign of a fault", () => {
  it("is a doubt where fewer payouts met it than planned, and on a foreign target only where none did", () => {
    const fault = { name: "timeout", planned: 10, fired: 3 };
    expect(faultSign(fault, { oracle: "node" })).toBe("?");
    expect(faultSign(fault, { oracle: "answers" })).toBe("✓");
    expect(faultSign({ ...fault, fired: 0 }, { oracle: "answers" })).toBe("?");
    // A share of so few payouts that it is none of them.
    expect(faultSign({ ...fault, planned: 0, fired: 0 }, { oracle: "node" })).toBe("?");
    expect(faultSign({ ...fault, name: "answer-lost" }, { oracle: "answers" })).toBe("?");
  });
});

describe("the sign of a run", () => {
  const doubted = { ...inconclusive, expectation: { verdict: "inconclusive", findings: null, met: true } } as const;
  const missed = { ...balanced, expectation: { verdict: "violated", findings: null, met: false } } as const;

  it("is bad where a scenario is, although the worst verdict is a doubt that was expected", () => {
    expect(runSign(runOf([doubted, missed], "inconclusive", 1))).toBe("✗");
  });

  it("is a doubt where the run ended before all was judged and nothing bad was found until then", () => {
    expect(runSign(runOf([balanced], "balanced", 69))).toBe("?");
    expect(runSign(runOf([violated], "violated", 69))).toBe("✗");
    expect(runSign(runOf([], "inconclusive", 130))).toBe("?");
  });

  it("is not left alone with the good news of the scenarios that came before the end", () => {
    const run = runOf([balanced], "balanced", 69);
    const says = "the run ended with exit code 69 before all of it was judged; its error stream says why";
    for (const detail of ["brief", "usual", "full"] as const) {
      expect(table(run, { ...screen, detail }).endsWith(`\n ? ${says}\n`)).toBe(true);
    }
    expect(html(run, screen)).toContain(`</span> T${says.slice(1)}.</p>`);
    expect(table(runOf([interrupted], "inconclusive", 130), screen)).not.toContain("exit code");
  });

  it("is that of the exit code where bad news was ordered, and a page of several scenarios says so", () => {
    const ordered = { ...violated, expectation: { verdict: "violated", findings: null, met: true } } as const;
    const run: Run = runOf([ordered, balanced], "violated", 0);
    expect(runSign(run)).toBe("✓");
    expect(html(run, screen)).toContain("<h1>VIOLATED <small>as expected</small></h1>");
  });
});

describe("what was expected and came, in doubt", () => {
  const doubt = { ...violated, inconclusiveBecause: ["stuck never fired"] };

  it("is no disappointment, and no pass", () => {
    const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: false } as const;
    expect(conclusion({ ...doubt, expectation })).toEqual({
      sign: "?",
      word: "VIOLATED",
      remark: "as expected, but in doubt",
    });
  });

  it("is one where another finding came", () => {
    const expectation = { verdict: "violated", findings: ["double-paid"], met: false } as const;
    expect(conclusion({ ...doubt, expectation })).toEqual({
      sign: "✗",
      word: "VIOLATED",
      remark: "expected violated (double-paid), but found charged-not-paid",
    });
  });
});
