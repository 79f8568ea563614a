import { describe, expect, it } from "vitest";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { table } from "../../src/report/table.ts";
import { balanced, inconclusive, interrupted, judgedAnew, runOf, twoProjects, violated } from "./samples.ts";

const render = (scenario: Reconciliation, width = 100) =>
  table(runOf([scenario], scenario.verdict, 1), { colour: 0, width });

const lastLine = (scenario: Reconciliation) => render(scenario, 200).trimEnd().split("\n").at(-1);

describe("the table of one scenario", () => {
  it("has no command for a run from code", () => {
    expect(lastLine({ ...violated, reproduce: "" })).toBe(" ✗ VIOLATED");
    expect(
      render({ ...violated, reproduce: "" }, 60)
        .trimEnd()
        .split("\n")
        .at(-1),
    ).toBe(" ✗ VIOLATED");
  });

  it("shows the missing money, whose it is, and how to see it again", () => {
    expect(render(violated)).toMatchInlineSnapshot(`
      " timeout-after-charge   naive   200 payouts · 20 at once · seed 42
         The node times out after the charge.

       ┌──────────────────┬─────────┬──────┬─────────┬──────────┬─────────┬─────────┐
       │ Project          │ Opening │ Paid │ Unknown │ Expected │  Actual │   Drift │
       ├──────────────────┼─────────┼──────┼─────────┼──────────┼─────────┼─────────┤
       │ project_test_001 │ 300,000 │  190 │      10 │  106,200 │  96,000 │ −10,200 │
       └──────────────────┴─────────┴──────┴─────────┴──────────┴─────────┴─────────┘
       ✗ charged-not-paid   10 payouts   −10,200 sats
           timeout_test_7     charged 1,020 at +0.031 s · node gave up at +0.131 s · never refunded
           timeout_test_188   charged 1,020 at +0.402 s · node gave up at +0.502 s · never refunded
       ✗ balance_rollback_failures count==0   was 10
       ✓ timeout_errors count>0   10
         timeout 10 of 10 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms · p(99) 107 ms · whole run 612 ms
       ✗ VIOLATED   reproduce: npx chaos-payout run timeout-after-charge --seed 42
      "
    `);
  });

  it("shows a drift of 0 for a balanced run", () => {
    expect(render(balanced)).toMatchInlineSnapshot(`
      " timeout-after-charge   rollback   200 payouts · 20 at once · seed 42
         The node times out after the charge.

       ┌──────────────────┬─────────┬──────┬─────────┬──────────┬─────────┬─────────┐
       │ Project          │ Opening │ Paid │ Unknown │ Expected │  Actual │   Drift │
       ├──────────────────┼─────────┼──────┼─────────┼──────────┼─────────┼─────────┤
       │ project_test_001 │ 300,000 │  190 │      10 │  106,200 │ 106,200 │       0 │
       └──────────────────┴─────────┴──────┴─────────┴──────────┴─────────┴─────────┘
       ✓ balance_rollback_failures count==0   0
       ✓ timeout_errors count>0   10
         timeout 10 of 10 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms · p(99) 107 ms · whole run 612 ms
       ✓ BALANCED   reproduce: npx chaos-payout run timeout-after-charge --strategy rollback --seed 42
      "
    `);
  });

  it("shows what is unknown as ? and says why nothing is proved", () => {
    expect(render(inconclusive)).toMatchInlineSnapshot(`
      " late-settle   rollback   200 payouts · 20 at once · seed 42
         The node times out after the charge.

       ┌──────────────────┬─────────┬──────┬─────────┬──────────┬─────────┬─────────┐
       │ Project          │ Opening │ Paid │ Unknown │ Expected │  Actual │   Drift │
       ├──────────────────┼─────────┼──────┼─────────┼──────────┼─────────┼─────────┤
       │ project_test_001 │ 300,000 │  200 │       0 │   96,000 │       ? │       ? │
       └──────────────────┴─────────┴──────┴─────────┴──────────┴─────────┴─────────┘
         timeout 10 of 10 fired · late-settle 0 of 4 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms · p(99) 107 ms · whole run 612 ms
         note: The entries of project_test_001 could not be read, so findings are attributed by answers
               and settlements.
       ? late-settle was planned for 4 payouts and never fired: too few payments met it; raise payouts, or
         the balance if payouts were refused
       ? the balance of project_test_001 could not be read: the API answered 500 Internal Server Error;
         make sure that the API answers this call
       ? INCONCLUSIVE   reproduce: npx chaos-payout run late-settle --strategy rollback --seed 42
      "
    `);
  });

  it("adds several projects up and says whose finding is whose", () => {
    expect(render(twoProjects)).toMatchInlineSnapshot(`
      " concurrent-timeouts   snapshot-rollback   1,200 payouts · 50 at once · seed 7
         The node times out after the charge.

       ┌──────────────────┬───────────┬───────┬─────────┬───────────┬───────────┬─────────┐
       │ Project          │   Opening │  Paid │ Unknown │  Expected │    Actual │   Drift │
       ├──────────────────┼───────────┼───────┼─────────┼───────────┼───────────┼─────────┤
       │ project_test_001 │ 5,000,000 │   560 │      40 │ 4,428,800 │ 4,437,368 │  +8,568 │
       │ project_test_002 │ 1,000,000 │   599 │       1 │   389,020 │   387,490 │  −1,530 │
       │ all 2 projects   │ 6,000,000 │ 1,159 │      41 │ 4,817,820 │ 4,824,858 │  +7,038 │
       └──────────────────┴───────────┴───────┴─────────┴───────────┴───────────┴─────────┘
       ✗ charged-not-paid      1 payout   −1,530 sats
           in project_test_002
           ct_901   charged 1,530 at +2.310 s · node gave up at +2.412 s · never refunded
       ✗ false-refusal        3 payouts        0 sats
           in project_test_001
           ct_17   settled at +0.118 s · answered 502 PAYMENT_FAILED at +0.120 s
       ✗ unexplained-change   0 payouts   +8,568 sats
           in project_test_001
           project_test_001   an entry \`restore\` of +3,060 at +0.204 s gave back more than the charge of
                              1,020 that it names
         3 kinds of findings add up to +7,038 sats, the whole drift
         timeout 41 of 41 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms · p(99) 107 ms · whole run 12.5 s
       ✗ VIOLATED
         reproduce: npx chaos-payout run concurrent-timeouts --strategy snapshot-rollback --seed 7
      "
    `);
  });

  it("says first and last that a run was interrupted", () => {
    expect(render(interrupted)).toMatchInlineSnapshot(`
      " timeout-after-charge   rollback   200 payouts · 20 at once · seed 42
         The node times out after the charge.
       ? INTERRUPTED by SIGINT: partial report

       ┌──────────────────┬─────────┬──────┬─────────┬──────────┬─────────┬─────────┐
       │ Project          │ Opening │ Paid │ Unknown │ Expected │  Actual │   Drift │
       ├──────────────────┼─────────┼──────┼─────────┼──────────┼─────────┼─────────┤
       │ project_test_001 │ 300,000 │  190 │      10 │  106,200 │ 106,200 │       0 │
       └──────────────────┴─────────┴──────┴─────────┴──────────┴─────────┴─────────┘
         timeout 10 of 10 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms · p(99) 107 ms · whole run 612 ms
       ? SIGINT stopped the run before its load was complete; run it again
       ? INCONCLUSIVE   INTERRUPTED by SIGINT
         reproduce: npx chaos-payout run timeout-after-charge --strategy rollback --seed 42
      "
    `);
  });

  it("wraps at 60 columns and keeps the figures whole", () => {
    expect(render(violated, 60)).toMatchInlineSnapshot(`
      " timeout-after-charge   naive
         200 payouts · 20 at once · seed 42
         The node times out after the charge.

       ┌───────────┬───────┬────┬───────┬────────┬───────┬───────┐
       │Project    │Opening│Paid│Unknown│Expected│ Actual│  Drift│
       ├───────────┼───────┼────┼───────┼────────┼───────┼───────┤
       │proje…t_001│300,000│ 190│     10│ 106,200│ 96,000│−10,200│
       └───────────┴───────┴────┴───────┴────────┴───────┴───────┘
       ✗ charged-not-paid   10 payouts   −10,200 sats
           timeout_test_7
             charged 1,020 at +0.031 s ·
             node gave up at +0.131 s · never refunded
           timeout_test_188
             charged 1,020 at +0.402 s ·
             node gave up at +0.502 s · never refunded
       ✗ balance_rollback_failures count==0   was 10
       ✓ timeout_errors count>0   10
         timeout 10 of 10 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms ·
                         p(99) 107 ms · whole run 612 ms
       ✗ VIOLATED
         reproduce: npx chaos-payout run timeout-after-charge \\
                    --seed 42
      "
    `);
  });

  it("drops the frame if the figures leave no room for it", () => {
    expect(render(twoProjects, 60)).toMatchInlineSnapshot(`
      " concurrent-timeouts   snapshot-rollback
         1,200 payouts · 50 at once · seed 7
         The node times out after the charge.

       project_test_001
         Opening 5,000,000 · Paid 560 · Unknown 40 ·
         Expected 4,428,800 · Actual 4,437,368
         Drift +8,568
       project_test_002
         Opening 1,000,000 · Paid 599 · Unknown 1 ·
         Expected 389,020 · Actual 387,490
         Drift −1,530
       all 2 projects
         Opening 6,000,000 · Paid 1,159 · Unknown 41 ·
         Expected 4,817,820 · Actual 4,824,858
         Drift +7,038
       ✗ charged-not-paid      1 payout   −1,530 sats
           in project_test_002
           ct_901   charged 1,530 at +2.310 s ·
                    node gave up at +2.412 s · never refunded
       ✗ false-refusal        3 payouts        0 sats
           in project_test_001
           ct_17   settled at +0.118 s ·
                   answered 502 PAYMENT_FAILED at +0.120 s
       ✗ unexplained-change   0 payouts   +8,568 sats
           in project_test_001
           project_test_001
             an entry \`restore\` of +3,060 at +0.204 s gave back
             more than the charge of 1,020 that it names
         3 kinds of findings add up to +7,038 sats, the whole
         drift
         timeout 41 of 41 fired
         payout duration p(50) 4.2 ms · p(95) 105 ms ·
                         p(99) 107 ms · whole run 12.5 s
       ✗ VIOLATED
         reproduce: npx chaos-payout run concurrent-timeouts \\
                    --strategy snapshot-rollback --seed 7
      "
    `);
  });

  it("says that no project balance was read and no faults were declared", () => {
    const empty = { ...inconclusive, projects: [], faults: [], notes: [], metrics: {}, doubts: [] };
    expect(render(empty)).toMatchInlineSnapshot(`
      " late-settle   rollback   200 payouts · 20 at once · seed 42
         The node times out after the charge.

         no project balance was read
         no faults declared
         whole run 612 ms
       ? INCONCLUSIVE   reproduce: npx chaos-payout run late-settle --strategy rollback --seed 42
      "
    `);
  });

  it.each([60, 61, 72, 80, 100, 133, 200])("is never wider than %i columns, except for the command", (width) => {
    for (const scenario of [violated, balanced, inconclusive, twoProjects, interrupted]) {
      const long = {
        ...scenario,
        scenario: "a-scenario-".repeat(8),
        projects: scenario.projects.map((project) => ({ ...project, projectId: project.projectId.repeat(7) })),
        findings: scenario.findings.map((finding) => ({
          ...finding,
          examples: finding.examples.map((example) => ({ ...example, key: example.key.repeat(9) })),
        })),
      };
      for (const shown of [scenario, long]) {
        const lines = render(shown, width).split("\n");
        expect(lines.filter((line) => [...line].length > width && !line.includes("reproduce: "))).toEqual([]);
      }
    }
  });

  it("is drawn between 60 and 200 columns at any width", () => {
    expect(render(violated, 1)).toBe(render(violated, 60));
    expect(render(violated, Number.POSITIVE_INFINITY)).toBe(render(violated, 200));
  });

  it("says the same without colour as with it", () => {
    const coloured = table(runOf([violated, twoProjects], "violated", 1), { colour: 1, width: 100 });
    const bare = table(runOf([violated, twoProjects], "violated", 1), { colour: 0, width: 100 });
    expect(coloured).toContain("\u001b[31m\u001b[1m−10,200\u001b[22m\u001b[39m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what makes it a colour.
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(bare);
  });

  it("passes no control sequence to the terminal", () => {
    const hostile = "\u001b[2J\u001b]0;owned\u0007\u009b31mid\r\n\u202e";
    const [project] = violated.projects;
    const text = render({
      ...violated,
      scenario: hostile,
      strategy: null,
      target: hostile,
      projects: project === undefined ? [] : [{ ...project, projectId: hostile }],
      findings: violated.findings.map((finding) => ({
        ...finding,
        examples: [{ key: hostile, timeline: [hostile, hostile], events: [] }],
      })),
      faults: [{ name: hostile, planned: 1, fired: 1 }],
      thresholds: [{ metric: hostile, expression: hostile, ok: false, value: null }],
      alerts: [{ name: hostile, severity: "critical", when: hostile, fired: true, value: 1 }],
      notes: [hostile],
      doubts: [{ kind: "read-failed", what: "entries", projectId: hostile, reason: hostile }],
      interrupted: { kind: "signal", signal: hostile },
      reproduce: hostile,
    });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]|owned|2J/u);
    expect(text).toContain("note: id");
  });
});

describe("the last line of a scenario", () => {
  const expectation = { verdict: "violated", findings: ["charged-not-paid"], met: true } as const;

  it("is good news when the run is violated as expected", () => {
    expect(lastLine(judgedAnew({ ...violated, expectation }))).toBe(
      " ✓ VIOLATED   as expected   reproduce: npx chaos-payout run timeout-after-charge --seed 42",
    );
  });

  it("is bad news when an expected violation does not appear", () => {
    expect(lastLine(judgedAnew({ ...balanced, reproduce: "…", expectation }))).toBe(
      " ✗ BALANCED   expected violated (charged-not-paid), but balanced   reproduce: …",
    );
  });

  it("is bad news when another violation appears than the expected one", () => {
    expect(
      lastLine(judgedAnew({ ...violated, reproduce: "…", expectation: { ...expectation, findings: ["double-paid"] } })),
    ).toBe(" ✗ VIOLATED   expected violated (double-paid), but found charged-not-paid   reproduce: …");
  });

  it("is a doubt when an expected violation could not be proved", () => {
    expect(
      lastLine(judgedAnew({ ...inconclusive, reproduce: "…", expectation: { ...expectation, findings: null } })),
    ).toBe(" ? INCONCLUSIVE   expected violated, but inconclusive   reproduce: …");
  });

  it("is bad news when the money is right and a threshold was crossed", () => {
    const thresholds = [{ metric: "payout_duration", expression: "p(95)<50", ok: false, value: 104.6 }];
    expect(render({ ...balanced, reproduce: "…", thresholds })).toContain(" ✗ payout_duration p(95)<50   was 105 ms\n");
    expect(lastLine(judgedAnew({ ...balanced, reproduce: "…", thresholds }))).toBe(
      " ✗ BALANCED   but a threshold was crossed   reproduce: …",
    );
  });

  it("is a doubt at best when the run was interrupted", () => {
    expect(
      lastLine(judgedAnew({ ...balanced, reproduce: "…", interrupted: { kind: "signal", signal: "SIGTERM" } })),
    ).toBe(" ? BALANCED   INTERRUPTED by SIGTERM   reproduce: …");
  });

  it("is bad news when a payout is stuck", () => {
    expect(lastLine(judgedAnew({ ...balanced, reproduce: "…", verdict: "stuck" }))).toBe(" ✗ STUCK   reproduce: …");
  });
});

describe("findings that do not explain the drift", () => {
  it("are reported as such", () => {
    const [finding] = violated.findings;
    const findings = finding === undefined ? [] : [{ ...finding, msat: -9_180_000, payouts: 9 }];
    expect(render({ ...violated, findings })).toContain(" ? findings explain −9,180 sats of a drift of −10,200 sats\n");
  });
});

describe("the table of several scenarios", () => {
  it("ends with an overview", () => {
    const text = table(runOf([violated, balanced, inconclusive, twoProjects], "violated", 1), { colour: 0, width: 80 });
    expect(text.slice(text.lastIndexOf(" ┌"))).toMatchInlineSnapshot(`
      " ┌─────────────────────┬─────────┬─────────┬────────┬───────┬───────────────┐
       │ Scenario            │ Timeouts│ Findings│   Drift│   Time│ Verdict       │
       ├─────────────────────┼─────────┼─────────┼────────┼───────┼───────────────┤
       │ timeout-after-charge│     5.0%│        1│ −10,200│  0.6 s│ ✗ violated    │
       │ timeout-after-charge│     5.0%│        0│       0│  0.6 s│ ✓ balanced    │
       │ late-settle         │     5.0%│        0│       ?│  0.6 s│ ? inconclusive│
       │ concurrent-timeouts │     5.0%│        3│  +7,038│ 12.5 s│ ✗ violated    │
       └─────────────────────┴─────────┴─────────┴────────┴───────┴───────────────┘
       ✗ VIOLATED   4 scenarios · exit code 1
      "
    `);
  });

  it("gives up columns before names, and names before figures", () => {
    const text = table(runOf([violated, inconclusive, twoProjects], "violated", 1), { colour: 0, width: 60 });
    expect(text.slice(text.lastIndexOf(" ┌"))).toMatchInlineSnapshot(`
      " ┌────────────────┬────────┬────────┬───────┬──────────────┐
       │Scenario        │Timeouts│Findings│  Drift│Verdict       │
       ├────────────────┼────────┼────────┼───────┼──────────────┤
       │timeout-…-charge│    5.0%│       1│−10,200│✗ violated    │
       │late-settle     │    5.0%│       0│      ?│? inconclusive│
       │concurre…imeouts│    5.0%│       3│ +7,038│✗ violated    │
       └────────────────┴────────┴────────┴───────┴──────────────┘
       ✗ VIOLATED   3 scenarios · exit code 1
      "
    `);
    const wide = table(runOf([violated, inconclusive, twoProjects], "violated", 1), { colour: 0, width: 120 });
    expect(wide.slice(wide.lastIndexOf(" ┌"))).toMatchInlineSnapshot(`
      " ┌──────────────────────┬─────────┬──────────┬──────────┬─────────┬────────┬────────────────┐
       │ Scenario             │ Payouts │ Timeouts │ Findings │   Drift │   Time │ Verdict        │
       ├──────────────────────┼─────────┼──────────┼──────────┼─────────┼────────┼────────────────┤
       │ timeout-after-charge │     200 │     5.0% │        1 │ −10,200 │  0.6 s │ ✗ violated     │
       │ late-settle          │     200 │     5.0% │        0 │       ? │  0.6 s │ ? inconclusive │
       │ concurrent-timeouts  │   1,200 │     5.0% │        3 │  +7,038 │ 12.5 s │ ✗ violated     │
       └──────────────────────┴─────────┴──────────┴──────────┴─────────┴────────┴────────────────┘
       ✗ VIOLATED   3 scenarios · exit code 1
      "
    `);
  });

  it("drops its frame if the figures leave no room for it", () => {
    const huge = {
      ...violated,
      projects: violated.projects.map((one) => ({ ...one, driftMsat: -Number.MAX_SAFE_INTEGER })),
    };
    const text = table(runOf([huge, balanced], "violated", 1), { colour: 0, width: 60 });
    expect(text.slice(text.lastIndexOf("\n timeout-after-charge\n"))).toMatchInlineSnapshot(`
      "
       timeout-after-charge
         Payouts 200 · Timeouts 5.0% · Findings 0 · Drift 0 ·
         Time 0.6 s
         Verdict ✓ balanced
       ✗ VIOLATED   2 scenarios · exit code 1
      "
    `);
  });

  it("ends well when every violation was expected", () => {
    const expected = judgedAnew({ ...violated, expectation: { verdict: "violated", findings: null, met: true } });
    const text = table(runOf([expected, balanced], "violated", 0), { colour: 0, width: 80 });
    expect(text.trimEnd().split("\n").at(-1)).toBe(" ✓ VIOLATED   2 scenarios · exit code 0");
  });
});

describe("what the scenario is about", () => {
  const description = "Nobody may lose a sat. ".repeat(11).trim();

  it("is cut to two lines, except in a full report", () => {
    const lines = (detail: "usual" | "full") =>
      table(runOf([{ ...violated, description }], "violated", 1), { colour: 0, width: 80, detail }).split("\n");
    expect(lines("usual").slice(1, 4)).toEqual([
      "   Nobody may lose a sat. Nobody may lose a sat. Nobody may lose a sat. Nobody",
      "   may lose a sat. Nobody may lose a sat. Nobody may lose a sat. Nobody may…",
      "",
    ]);
    expect(lines("full").slice(1, 6).join(" ").replaceAll(/\s+/g, " ")).toContain(description);
  });

  it("is left out if it is empty", () => {
    expect(render({ ...violated, description: "" }).split("\n")[1]).toBe("");
  });
});

describe("the brief report", () => {
  const brief = (scenarios: readonly Reconciliation[], width = 80) =>
    table(runOf(scenarios, "violated", 1), { colour: 0, width, detail: "brief" });

  it("has a line for each scenario, and the exit code", () => {
    const expectation = { verdict: "violated", findings: null, met: true } as const;
    expect(
      brief([violated, balanced, inconclusive, judgedAnew({ ...twoProjects, expectation })]),
    ).toMatchInlineSnapshot(`
      " ✗ timeout-after-charge   naive               violated       −10,200 sats
       ✓ timeout-after-charge   rollback            balanced             0 sats
       ? late-settle            rollback            inconclusive         ? sats
       ✓ concurrent-timeouts    snapshot-rollback   violated        +7,038 sats
       ✗ VIOLATED   4 scenarios · exit code 1
      "
    `);
  });

  it("says why an expectation was not met, on the next line if there is no room", () => {
    const expectation = { verdict: "violated", findings: ["double-paid"], met: false } as const;
    const why = "expected violated (double-paid), but found charged-not-paid";
    const line = " ✗ timeout-after-charge   naive   violated   −10,200 sats";
    expect(brief([judgedAnew({ ...violated, expectation })])).toContain(`${line}\n   ${why}\n`);
    expect(brief([judgedAnew({ ...violated, expectation })], 120)).toContain(`${line}   ${why}\n`);
  });

  it("counts one scenario in the singular", () => {
    expect(brief([violated], 60)).toMatchInlineSnapshot(`
      " ✗ timeout-after-charge   naive   violated   −10,200 sats
       ✗ VIOLATED   1 scenario · exit code 1
      "
    `);
  });
});

describe("the full report", () => {
  it("shows how each phase went, and how many payouts have no timeline", () => {
    const text = table(runOf([violated], "violated", 1), { colour: 0, width: 80, detail: "full" });
    expect(text.slice(0, text.indexOf("balance_rollback"))).toMatchInlineSnapshot(`
      " timeout-after-charge   naive   200 payouts · 20 at once · seed 42
         The node times out after the charge.
         phase normal: 200 payouts, 20 at once, ended at +0.5 s

       ┌──────────────────┬─────────┬──────┬─────────┬──────────┬─────────┬─────────┐
       │ Project          │ Opening │ Paid │ Unknown │ Expected │  Actual │   Drift │
       ├──────────────────┼─────────┼──────┼─────────┼──────────┼─────────┼─────────┤
       │ project_test_001 │ 300,000 │  190 │      10 │  106,200 │  96,000 │ −10,200 │
       └──────────────────┴─────────┴──────┴─────────┴──────────┴─────────┴─────────┘
       ✗ charged-not-paid   10 payouts   −10,200 sats
           timeout_test_7     charged 1,020 at +0.031 s · node gave up at +0.131 s ·
                              never refunded
           timeout_test_188   charged 1,020 at +0.402 s · node gave up at +0.502 s ·
                              never refunded
           … and 8 more payouts
       ✗ "
    `);
  });
});
