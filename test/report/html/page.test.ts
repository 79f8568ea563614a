import { describe, expect, it } from "vitest";
import { htmlReporter } from "../../../src/report/html/page.ts";
import type { ReportedScenario } from "../../../src/report/report.ts";
import { balanced, inconclusive, interrupted, runOf, twoProjects, violated } from "../samples.ts";
import { chart } from "./chart-sample.ts";

const options = { colour: 0, width: 80 } as const;
const page = { styles: [{ text: "\np{}\n", sha256: "c3R5bGU=" }], scripts: [{ text: "\n1;\n", sha256: "c2NyaXB0" }] };

function render(...scenarios: readonly ReportedScenario[]): string {
  return htmlReporter(runOf(scenarios, scenarios[0]?.verdict ?? "violated", 1), { ...options, page });
}

/** The words of a page in the order in which they are read, on one line. */
function words(text: string): string {
  return text
    .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");
}

describe("the page", () => {
  it("says what happened, whose money it is, and how to see it again", () => {
    const text = words(render({ ...violated, chart }));
    for (const phrase of [
      "✗ VIOLATED",
      "Drift −10,200 sats",
      "timeout-after-charge ✗ violated",
      "200 payouts, 20 at once",
      "npx chaos-payout run timeout-after-charge --seed 42",
      "project_test_001 300,000 190 10 106,200 96,000 −10,200",
      "The expected balance goes from 300,000 to 106,200 sats. The actual balance goes from 300,000 to 96,000 sats. At the end they differ by −10,200 sats.",
      "charged-not-paid CNP 10 payouts −10,200 sats",
      "+0.031 s charged 1,020 +0.131 s node gave up never refunded",
      "What fixes it Hold the money instead of charging it",
      "paid 190 payouts p(50) 4.2 ms · p(95) 8.3 ms · p(99) 9.1 ms · max 9.2 ms",
      "timeout is held past the API&#39;s timeout, then fails ✓ good: 10 of 10 fired",
      "balance_rollback_failures count==0 ✗ bad: crossed: 10",
      "timeout_rate 5%",
    ]) {
      expect(text).toContain(phrase);
    }
  });

  it("has the alerts, those that fired and those that did not", () => {
    const alerts = [
      { name: "BalanceMismatch", severity: "critical", when: "balance_mismatches > 0", fired: true, value: 1 },
      { name: "Slow", severity: "warning", when: "payout_duration p(95) > 500", fired: false, value: null },
    ] as const;
    const text = words(render({ ...violated, alerts }));
    expect(text).toContain("BalanceMismatch critical: balance_mismatches &gt; 0 ✗ bad: fired: 1");
    expect(text).toContain("Slow warning: payout_duration p(95) &gt; 500 ? in doubt: no samples");
  });

  it("tells doubts, notes and interruptions, and a balanced run without a word of findings", () => {
    const doubtful = words(render(inconclusive));
    expect(doubtful).toContain(
      "This run proves nothing because ? in doubt: late-settle was planned for 4 payouts and never fired: too few payments met it; raise payouts",
    );
    expect(doubtful).toContain("Notes The entries of project_test_001 could not be read");
    expect(words(render(interrupted))).toContain("INTERRUPTED by SIGINT : partial report");
    expect(words(render(balanced))).toContain("No check found a problem.");
  });

  it("opens with a table of several scenarios, which leads to each of them, and adds no drifts of theirs together", () => {
    const text = render(violated, twoProjects);
    expect(text).toContain('<a href="#s2">concurrent-timeouts</a>');
    expect(text).toContain('<section class="scenario" id="s2"');
    expect(text).toContain('id="s2-unexplained-change"');
    expect(words(text)).toContain("Scenarios 2 Kinds of findings 4");
    expect(words(text)).toContain("all 2 projects 6,000,000 1,159 41 4,817,820 4,824,858 +7,038");
  });

  it("has no id twice, and no link to an id that is not there", () => {
    const text = render({ ...violated, chart }, { ...twoProjects, chart });
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const named = [...text.matchAll(/ (?:href="#|aria-labelledby="|data-copy="|data-chart=")([^"]+)"/g)];
    for (const name of named.flatMap(([, names = ""]) => names.split(" "))) expect(ids).toContain(name);
  });

  it("allows its own styles and scripts by their hashes, nothing else, and asks for nothing from elsewhere", () => {
    const text = render({ ...violated, chart });
    expect(text).toContain(
      `content="default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-c3R5bGU=&#39;; script-src &#39;sha256-c2NyaXB0&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(text).toContain("<style>\np{}\n</style>");
    expect(text).not.toMatch(/ style="| on[a-z]+="|(?:src|href)="(?!#|data:,)/);
  });

  it("is whole without a script, and without a chart", () => {
    const bare = htmlReporter(runOf([violated], "violated", 1), options);
    expect(bare).toContain("script-src &#39;none&#39;");
    expect(words(bare)).toContain("never refunded");
    expect(bare).not.toContain("data-chart");
  });
});
