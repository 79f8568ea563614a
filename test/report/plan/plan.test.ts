import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { payoutApiCharge } from "../../../src/domain/fee.ts";
import type { PlanSummary } from "../../../src/domain/plan-summary.ts";
import { doubtSentence } from "../../../src/explain/doubts.ts";
import { planReporters } from "../../../src/report/plan/index.ts";
import { textWidth } from "../../../src/text/width.ts";

const small: PlanSummary = {
  ...{ scenario: "evening-rush", description: "Nobody may lose a sat.", priority: "P1", file: "scenarios/rush.yaml" },
  ...{ seed: 7, seedDrawn: false, run: "npx chaos-payout run evening-rush --seed 7" },
  ...{ payouts: 400, amountMsat: 400_000_000, costMsat: 408_000_000 },
  projects: [
    {
      ...{ projectId: "project_test_001", balanceMsat: 300_000_000, payouts: 400 },
      ...{ amountMsat: 400_000_000, costMsat: 408_000_000, leftMsat: -108_000_000 },
    },
  ],
  phases: [
    {
      ...{ name: "rush", first: 1, last: 200, payouts: 200, kind: "closed", concurrency: 50 },
      ...{ perSecond: null, lengthMs: null, targetSwitch: { enabled: true, timeoutRate: 0.025, fate: "timeout" } },
    },
    {
      ...{ name: "after", first: 201, last: 400, payouts: 200, kind: "open", concurrency: null },
      ...{ perSecond: 100, lengthMs: 2_000, targetSwitch: { enabled: false, timeoutRate: 0, fate: null } },
    },
  ],
  faults: [
    {
      ...{ name: "timeout", phase: "rush", declared: "2.5%", payouts: 5, costMsat: 5_100_000 },
      ...{ numbers: [3, 4, 50, 51, 199], keys: [3, 4, 50, 51, 199].map((number) => `evening-rush_${number}`) },
    },
    {
      ...{ name: "answer-lost", phase: "rush", declared: "1", payouts: 1, costMsat: 1_020_000 },
      ...{ numbers: [4], keys: ["evening-rush_4"] },
    },
  ],
  ...{ payoutsWithFault: 5, payoutsWithTwoFaults: 1 },
  crashes: [{ how: "kill", forMs: 0, instance: 1, at: "after-send", occurrence: 3 }],
  interruptions: [],
  client: {
    timeoutMs: 2_000,
    timeoutOnTargetMs: 30_000,
    attempts: 3,
    backoffMs: 250,
    retryKey: "same",
    retryWhen: "outcome-unknown",
  },
  api: { strategy: "saga", railTimeoutMs: 100, fee: payoutApiCharge, recheckAfterMs: null },
  rail: { duplicates: "reject" },
  instances: 2,
  drainMs: 5_000,
  thresholds: { timeout_errors: ["count>0"] },
  expect: { verdict: "violated", findings: ["charged-not-paid"] },
  doubts: [{ kind: "fault-rounds-to-zero", fault: "slow", declared: "1%", phase: "rush", payouts: 9 }],
  forecast: [
    {
      ...{
        fault: "timeout",
        column: "timeouts-among-successes",
        title: "some time out",
        survivors: ["rollback", "outbox"],
      },
      documented: {
        ...{ verdict: "violated", findings: ["charged-not-paid"], perhaps: ["overdraft"] },
        because: "the charge is never refunded",
      },
    },
    { fault: "answer-lost", column: null, title: null, documented: null, survivors: [] },
    {
      ...{ fault: "after-send", column: "crash-before-confirm", title: "the API is killed", survivors: ["outbox"] },
      documented: { verdict: "balanced", findings: [], perhaps: [], because: "" },
    },
  ],
  doubtsOnTarget: [{ kind: "not-controllable", what: "crashes", wanted: "after-send" }],
  notes: ["project_test_001 opens with 300,000 sats, and its payouts cost 408,000 sats"],
};

function render(plans: readonly PlanSummary[], width = 80): string {
  return planReporters.table({ version: "1.2.3", scenarios: plans }, { colour: 0, width });
}

describe("the table of a plan", () => {
  it("says when and how a process is interrupted", () => {
    const kill = { when: "payment-settled", occurrence: 2, how: "kill", forMs: 0, instance: 1 } as const;
    const pause = { when: "answer-sent", occurrence: 1, how: "pause", forMs: 3_000, instance: 2 } as const;
    const plan = { ...small, faults: [], payoutsWithFault: 0, crashes: [], interruptions: [kill, pause] };
    const shown = (one: PlanSummary) => render([one]).split("┘\n").at(-1)?.split("   client")[0];
    expect(shown({ ...plan, instances: 1, interruptions: [kill] })).toMatchInlineSnapshot(`
      "   kill at payment-settled, when seen for the 2nd time: the node has paid, and
           its answer has not left yet
      "
    `);
    expect(shown(plan)).toMatchInlineSnapshot(`
      "   kill instance 1 at payment-settled, when seen for the 2nd time: the node
           has paid, and its answer has not left yet
         pause instance 2 for 3 s at answer-sent, when seen for the 1st time: the
           service's answer to a payout has begun to arrive at the caller
      "
    `);
  });

  it("shows the money, the load, the faults, the settings and the expectation", () => {
    expect(render([small])).toMatchInlineSnapshot(`
      " evening-rush   saga   P1 · 400 payouts · seed 7   scenarios/rush.yaml
         Nobody may lose a sat.

       ┌──────────────────┬─────────┬─────────┬─────────┬─────────┬───────────────┐
       │ Project          │ Balance │ Payouts │ Amounts │   Costs │ If all settle │
       ├──────────────────┼─────────┼─────────┼─────────┼─────────┼───────────────┤
       │ project_test_001 │ 300,000 │     400 │ 400,000 │ 408,000 │      −108,000 │
       └──────────────────┴─────────┴─────────┴─────────┴─────────┴───────────────┘
       ┌───────┬─────────┬─────────┬────────────┬─────────────┐
       │ Phase │ Payouts │ Numbers │ Arrival    │      Length │
       ├───────┼─────────┼─────────┼────────────┼─────────────┤
       │ rush  │     200 │   1–200 │ 50 at once │ as answered │
       │ after │     200 │ 201–400 │ 100/s      │         2 s │
       └───────┴─────────┴─────────┴────────────┴─────────────┘
         timeout       in rush   2.5%   5 payouts   5,100 sats
           evening-rush_3 · evening-rush_4 · evening-rush_50 · and 2 more
         answer-lost   in rush      1    1 payout   1,020 sats
           evening-rush_4
         5 of 400 payouts meet a fault, 1 of them more than one
         kill instance 1 at after-send, when reached for the 3rd time
         client        gives up after 2 s (30 s on a target) ·
                       3 attempts with the same key · waits 250 ms, doubling each time
         api           saga · waits 100 ms for the node · 2 instances on one ledger
         rail          duplicates: reject
         drain         at most 5 s
         thresholds    timeout_errors count>0
         expect        violated with charged-not-paid
         on a target   rush: timeoutRate 0.025, fate timeout · after: off ·
                       the scenario kills the API, but an external target cannot be
                       killed; run it without --target
         forecast, not a verdict: what is likely with saga
           timeout (as in timeouts-among-successes): likely charged-not-paid,
             perhaps overdraft (the charge is never refunded); it is survived by
             rollback, outbox
           answer-lost: the truth table does not have it under these conditions
           after-send (as in crash-before-confirm): likely balanced
         note: project_test_001 opens with 300,000 sats, and its payouts cost 408,000
               sats
       ? slow: 1% of the 9 payouts of phase "rush" rounds to 0; raise the payouts or
         the rate
         nothing was run; run it: npx chaos-payout run evening-rush --seed 7
      "
    `);
  });

  it("says that a seed was drawn, and which command repeats it", () => {
    expect(
      render([{ ...small, doubts: [], seedDrawn: true }])
        .split("\n")
        .slice(-3),
    ).toEqual([
      "   the scenario sets no seed, so one was drawn; this command repeats it",
      "   nothing was run; run it: npx chaos-payout run evening-rush --seed 7",
      "",
    ]);
  });

  it("of a scenario without faults says so, and does not mention the switch of a target", () => {
    const quiet = {
      ...small,
      faults: [],
      crashes: [],
      payoutsWithFault: 0,
      doubtsOnTarget: [],
      phases: small.phases.slice(1),
    };
    const text = render([quiet]);
    expect(text).toContain("   no faults declared\n");
    expect(text).not.toContain("\n   on a target");
  });

  it("of several scenarios ends with their totals", () => {
    expect(
      render([small, { ...small, doubts: [] }])
        .trimEnd()
        .split("\n")
        .at(-1),
    ).toBe(" 2 scenarios · 800 payouts · 10 meet a fault · 1 in doubt");
  });

  it.each([60, 80, 120, 200])("stays within %d columns, whatever the figures and names", (width) => {
    const hostile = "\u001b[31m名前\u001b[0m-".repeat(12);
    const huge: PlanSummary = {
      ...small,
      scenario: "n".repeat(60),
      description: hostile,
      projects: [
        { ...small.projects[0], projectId: hostile, leftMsat: -Number.MAX_SAFE_INTEGER } as PlanSummary["projects"][0],
      ],
      phases: small.phases.map((phase) => ({ ...phase, name: "p".repeat(60), last: 1_000_000 })),
      faults: small.faults.map((fault) => ({ ...fault, phase: "p".repeat(60), keys: [`${"n".repeat(60)}_1000000`] })),
    };
    for (const plan of [small, huge]) {
      const plain = render([plan], width);
      const lines = plain.split("\n");
      expect(lines.filter((line) => textWidth(line) > width || line.endsWith(" "))).toEqual([]);
      expect(plain).not.toContain("\u001b");
      const coloured = planReporters.table({ version: "", scenarios: [plan] }, { colour: 1, width });
      expect(stripVTControlCharacters(coloured)).toBe(plain);
    }
  });
});

describe("the json of a plan", () => {
  it("has every payout that meets a fault, and units in its names", () => {
    const [plan] = (
      JSON.parse(planReporters.json({ version: "1.2.3", scenarios: [small] })) as {
        readonly scenarios: readonly Record<string, unknown>[];
      }
    ).scenarios;
    const { scenario, thresholds, amountMsat, costMsat, projects, faults, client, doubts, doubtsOnTarget, ...rest } =
      small;
    expect([amountMsat, costMsat]).toEqual([400_000_000, 408_000_000]);
    expect(plan).toEqual({
      name: scenario,
      ...rest,
      ...{ amountSats: 400_000, costSats: 408_000 },
      projects: [
        {
          ...{ projectId: "project_test_001", balanceSats: 300_000, payouts: 400 },
          ...{ amountSats: 400_000, costSats: 408_000, leftSats: -108_000 },
        },
      ],
      faults: faults.map(({ costMsat, ...fault }) => ({ ...fault, costSats: costMsat / 1_000 })),
      client,
      api: {
        ...{ strategy: "saga", railTimeoutMs: 100, recheckAfterMs: null },
        fee: {
          ...{ ppm: 20_000, flatSats: 0, round: "up", toSats: 1, minimumSats: 0, maximumSats: null, freeBelowSats: 0 },
          ...{ onRefund: "returned", reserve: { ppm: 0, atLeastSats: 0 } },
        },
      },
      doubts: doubts.map(doubtSentence),
      doubtsOnTarget: doubtsOnTarget.map(doubtSentence),
      thresholds: [{ metric: "timeout_errors", expression: "count>0" }],
    });
    expect(projects).toHaveLength(1);
    expect(thresholds).toEqual({ timeout_errors: ["count>0"] });
  });
});
