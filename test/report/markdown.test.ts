import { describe, expect, it } from "vitest";
import { markdown } from "../../src/report/markdown.ts";
import type { Run } from "../../src/report/report.ts";
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

const text = (run: Run) => markdown(run, { colour: 0, width: 80 });

describe("the markdown report", () => {
  it("has the verdict first, then an overview, then each scenario with folded timelines", () => {
    expect(text(runOf([balanced, alerted], "violated", 1))).toMatchInlineSnapshot(`
      "## ❌ chaos-payout: VIOLATED

      2 scenarios · exit code 1 · seed 42 · version 0.1.0

      |  | Scenario | API | Payouts | Timeouts | Findings | Drift (sats) | Verdict |
      | --- | --- | --- | --: | --: | --- | --: | --- |
      | ❌ | \`timeout-after-charge\` | \`naive\` | 200 | 10 | \`charged-not-paid\` | −10,200 | violated |
      | ✅ | \`timeout-after-charge\` | \`rollback\` | 200 | 10 | – | 0 | balanced |

      ### ❌ \`timeout-after-charge\`: VIOLATED

      The node times out after the charge.

      | Project | Opening | Paid | Unknown | Expected | Actual | Drift |
      | --- | --: | --: | --: | --: | --: | --: |
      | \`project_test_001\` | 300,000 | 190 | 10 | 106,200 | 96,000 | −10,200 |

      <details>
      <summary>❌ <b>charged-not-paid</b> 10 payouts, −10,200 sats: charged but never paid: the bug</summary>

      \`\`\`text
      timeout_test_7
        charged 1,020 at +0.031 s
        node gave up at +0.131 s
        never refunded
      timeout_test_188
        charged 1,020 at +0.402 s
        node gave up at +0.502 s
        never refunded
      \`\`\`

      What it means and what fixes it: \`npx chaos-payout explain charged-not-paid\`

      </details>

      * ❌ \`balance_rollback_failures count==0\` was 10
      * ✅ \`timeout_errors count>0\` 10
      * 🔔 alert \`BalanceMismatch\` (critical) **fired**: \`balance_drift != 0\`
      * ❓ alert \`PaymentTimeoutRate\` (warning) no samples: \`timeout_rate > 2%\`
      * ✅ fault \`timeout\` 10 of 10 fired
      * whole run 612 ms

      Reproduce: \`npx chaos-payout run timeout-after-charge --seed 42\`

      ### ✅ \`timeout-after-charge\`: BALANCED

      The node times out after the charge.

      | Project | Opening | Paid | Unknown | Expected | Actual | Drift |
      | --- | --: | --: | --: | --: | --: | --: |
      | \`project_test_001\` | 300,000 | 190 | 10 | 106,200 | 106,200 | 0 |

      * ✅ \`balance_rollback_failures count==0\` 0
      * ✅ \`timeout_errors count>0\` 10
      * ✅ fault \`timeout\` 10 of 10 fired
      * whole run 612 ms

      Reproduce: \`npx chaos-payout run timeout-after-charge --strategy rollback --seed 42\`
      "
    `);
  });

  it("shows doubts, notes and unknown figures", () => {
    expect(text(runOf([inconclusive], "inconclusive", 2))).toMatchInlineSnapshot(`
      "## ❓ chaos-payout: INCONCLUSIVE

      1 scenario · exit code 2 · seed 42 · version 0.1.0

      |  | Scenario | API | Payouts | Timeouts | Findings | Drift (sats) | Verdict |
      | --- | --- | --- | --: | --: | --- | --: | --- |
      | ❓ | \`late-settle\` | \`rollback\` | 200 | 10 | – | ? | inconclusive |

      ### ❓ \`late-settle\`: INCONCLUSIVE

      The node times out after the charge.

      | Project | Opening | Paid | Unknown | Expected | Actual | Drift |
      | --- | --: | --: | --: | --: | --: | --: |
      | \`project_test_001\` | 300,000 | 200 | 0 | 96,000 | ? | ? |

      * ❓ late-settle was planned for 4 payouts and never fired: too few payments met it; raise payouts, or the balance if payouts were refused
      * ❓ the balance of project\\_test\\_001 could not be read: the API answered 500 Internal Server Error; make sure that the API answers this call
      * ✅ fault \`timeout\` 10 of 10 fired
      * ❓ fault \`late-settle\` 0 of 4 fired
      * note: The entries of project\\_test\\_001 could not be read, so findings are attributed by answers and settlements.
      * whole run 612 ms

      Reproduce: \`npx chaos-payout run late-settle --strategy rollback --seed 42\`
      "
    `);
  });

  it("shows the scenarios that need attention first", () => {
    const headings = text(runOf([balanced, interrupted, twoProjects], "violated", 1)).match(/^### .*$/gm);
    expect(headings).toEqual([
      "### ❌ `concurrent-timeouts`: VIOLATED",
      "### ❓ `timeout-after-charge`: INCONCLUSIVE, INTERRUPTED by SIGINT",
      "### ✅ `timeout-after-charge`: BALANCED",
    ]);
  });

  it("has good news for a violation that was expected", () => {
    const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: true } as const;
    const [first = "", ...rest] = text(runOf([judgedAnew({ ...violated, expectation })], "violated", 0)).split("\n");
    expect(first).toBe("## ✅ chaos-payout: VIOLATED, as expected");
    expect(rest.join("\n")).not.toContain("❌");
  });

  it("says what ended a run that has no verdict", () => {
    expect(text(runOf([], "inconclusive", 69))).toBe(
      [
        "## ❓ chaos-payout: INCONCLUSIVE",
        "",
        "0 scenarios · exit code 69 · seed 42 · version 0.1.0",
        "",
        "❓ the run ended with exit code 69 before everything was judged; see its error output",
        "",
        "No scenario was judged.",
        "",
      ].join("\n"),
    );
  });

  it("neutralizes names from outside: no mention, link, tag or extra cell", () => {
    const report = text(runOf([hostile], "violated", 1));
    const outsideCode = report.replace(/```text\n[\s\S]*?\n```/g, "").replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "");
    expect(outsideCode.replace(/<\/?(?:details|summary|b)>/g, "")).not.toMatch(/@\w|<|#\d|::error::x,y:z`/);
    const rows = report.split("\n").filter((line) => line.startsWith("|"));
    const cells = rows.map((line) => line.replaceAll("\\|", "").split("|").length);
    expect(new Set(cells.slice(0, 3)).size).toBe(1);
    expect(new Set(cells.slice(3)).size).toBe(1);
  });
});

describe("a report that is too long for a comment", () => {
  const stories = Array.from({ length: 30 }, (_, index) => ({
    key: `key_${index}`,
    timeline: ["x".repeat(300)],
    events: [],
  }));
  const long = { ...violated, findings: violated.findings.map((finding) => ({ ...finding, examples: stories })) };

  it("loses timelines first, then whole scenarios from the end, and says so", () => {
    const report = text(runOf([balanced, ...Array.from({ length: 120 }, () => long)], "violated", 1));
    expect(report.length).toBeLessThanOrEqual(65_536);
    expect(report).toContain(
      "**charged-not-paid** 10 payouts, −10,200 sats: charged but never paid: the bug. Timelines are omitted for length",
    );
    expect(report).toMatch(/\n\d+ scenarios are omitted: a comment holds 65,536 characters\. .*\n$/);
    expect(report.match(/^\| (?:❌|✅)/gm)).toHaveLength(121);
    expect(report.match(/<details>/g)?.length).toBe(report.match(/<\/details>/g)?.length);
  });

  it("is no longer for five thousand scenarios", () => {
    const named = { ...violated, scenario: "x".repeat(5_000) };
    const report = text(runOf([named, ...Array.from({ length: 4_999 }, () => violated)], "violated", 1));
    expect(report.length).toBeLessThanOrEqual(65_536);
    expect(report).toContain("… and 4,800 more scenarios.");
  });
});
