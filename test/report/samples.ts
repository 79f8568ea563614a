import { type FindingKind, findingKinds } from "../../src/domain/finding.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { checkExpectation, conclude } from "../../src/reconcile/conclusion.ts";
import type { Run } from "../../src/report/report.ts";

/** The run that the reconciliation table was designed on: ten of two hundred payouts time out, and nobody gives the money back. */
export const violated: Reconciliation = {
  scenario: "timeout-after-charge",
  description: "The node times out after the charge.",
  strategy: "naive",
  target: null,
  oracle: "rail",
  injectedTimeouts: null,
  seed: 42,
  concurrency: 20,
  payouts: 200,
  durationMs: 612.4,
  verdict: "violated",
  projects: [
    {
      projectId: "project_test_001",
      openingMsat: 300_000_000,
      settledPayouts: 190,
      unknownOutcomes: 10,
      expectedMsat: 106_200_000,
      actualMsat: 96_000_000,
      heldMsat: 0,
      driftMsat: -10_200_000,
    },
  ],
  findings: [
    {
      kind: "charged-not-paid",
      payouts: 10,
      msat: -10_200_000,
      projects: [{ projectId: "project_test_001", payouts: 10, msat: -10_200_000 }],
      examples: [
        {
          key: "timeout_test_7",
          timeline: ["charged 1,020 at +0.031 s", "node gave up at +0.131 s", "never refunded"],
          events: [
            { atMs: 31, by: "ledger", text: "charged 1,020" },
            { atMs: 131, by: "node", text: "node gave up" },
            { atMs: null, by: "ledger", text: "never refunded" },
          ],
        },
        {
          key: "timeout_test_188",
          timeline: ["charged 1,020 at +0.402 s", "node gave up at +0.502 s", "never refunded"],
          events: [
            { atMs: 402, by: "ledger", text: "charged 1,020" },
            { atMs: 502, by: "node", text: "node gave up" },
            { atMs: null, by: "ledger", text: "never refunded" },
          ],
        },
      ],
    },
  ],
  faults: [{ name: "timeout", planned: 10, fired: 10 }],
  phases: [{ name: "normal", payouts: 200, concurrency: 20, mostInFlight: 20, endedAtMs: 540.2 }],
  metrics: {
    timeout_errors: { count: 10 },
    balance_rollback_failures: { count: 10 },
    timeout_rate: { rate: 0.05 },
    payout_duration: { "p(50)": 4.21, "p(95)": 104.6, "p(99)": 107.3, max: 131.9, min: 2.04, avg: 9.87, med: 4.21 },
  },
  thresholds: [
    { metric: "balance_rollback_failures", expression: "count==0", ok: false, value: 10 },
    { metric: "timeout_errors", expression: "count>0", ok: true, value: 10 },
  ],
  alerts: [],
  conclusion: { kind: "violated", verdict: "violated" },
  doubts: [],
  notes: [],
  expectation: { verdict: "balanced", findings: null, met: false },
  interrupted: null,
  reproduce: "npx chaos-payout run timeout-after-charge --seed 42",
};

/** The same payouts under a strategy that gives the money back. */
export const balanced: Reconciliation = {
  ...violated,
  strategy: "rollback",
  verdict: "balanced",
  projects: [
    {
      projectId: "project_test_001",
      openingMsat: 300_000_000,
      settledPayouts: 190,
      unknownOutcomes: 10,
      expectedMsat: 106_200_000,
      actualMsat: 106_200_000,
      heldMsat: 0,
      driftMsat: 0,
    },
  ],
  findings: [],
  metrics: { ...violated.metrics, balance_rollback_failures: { count: 0 } },
  thresholds: [
    { metric: "balance_rollback_failures", expression: "count==0", ok: true, value: 0 },
    { metric: "timeout_errors", expression: "count>0", ok: true, value: 10 },
  ],
  conclusion: { kind: "as-expected", verdict: "balanced" },
  expectation: { verdict: "balanced", findings: null, met: true },
  reproduce: "npx chaos-payout run timeout-after-charge --strategy rollback --seed 42",
};

/** A run that proves nothing: half of its fault did not fire, and a balance could not be read. */
export const inconclusive: Reconciliation = {
  ...balanced,
  scenario: "late-settle",
  verdict: "inconclusive",
  projects: [
    {
      projectId: "project_test_001",
      openingMsat: 300_000_000,
      settledPayouts: 200,
      unknownOutcomes: 0,
      expectedMsat: 96_000_000,
      actualMsat: null,
      heldMsat: null,
      driftMsat: null,
    },
  ],
  faults: [
    { name: "timeout", planned: 10, fired: 10 },
    { name: "late-settle", planned: 4, fired: 0 },
  ],
  thresholds: [],
  notes: ["The entries of project_test_001 could not be read, so findings are attributed by answers and settlements."],
  conclusion: { kind: "inconclusive", verdict: "inconclusive" },
  doubts: [
    { kind: "fault-not-fired", fault: "late-settle", where: "payment", planned: 4, fired: 0 },
    {
      ...{ kind: "read-failed", what: "balance", projectId: "project_test_001" },
      reason: "the API answered 500 Internal Server Error",
    },
  ],
  expectation: { verdict: "balanced", findings: null, met: false },
  reproduce: "npx chaos-payout run late-settle --strategy rollback --seed 42",
};

/** Two projects on a snapshot that is restored in company: one loses, one gains, and the findings explain both. */
export const twoProjects: Reconciliation = {
  ...violated,
  scenario: "concurrent-timeouts",
  strategy: "snapshot-rollback",
  payouts: 1_200,
  concurrency: 50,
  seed: 7,
  durationMs: 12_480,
  projects: [
    {
      projectId: "project_test_001",
      openingMsat: 5_000_000_000,
      settledPayouts: 560,
      unknownOutcomes: 40,
      expectedMsat: 4_428_800_000,
      actualMsat: 4_437_368_000,
      heldMsat: 0,
      driftMsat: 8_568_000,
    },
    {
      projectId: "project_test_002",
      openingMsat: 1_000_000_000,
      settledPayouts: 599,
      unknownOutcomes: 1,
      expectedMsat: 389_020_000,
      actualMsat: 387_490_000,
      heldMsat: 0,
      driftMsat: -1_530_000,
    },
  ],
  findings: [
    {
      kind: "charged-not-paid",
      payouts: 1,
      msat: -1_530_000,
      projects: [{ projectId: "project_test_002", payouts: 1, msat: -1_530_000 }],
      examples: [
        {
          key: "ct_901",
          timeline: ["charged 1,530 at +2.310 s", "node gave up at +2.412 s", "never refunded"],
          events: [
            { atMs: 2310, by: "ledger", text: "charged 1,530" },
            { atMs: 2412, by: "node", text: "node gave up" },
            { atMs: null, by: "ledger", text: "never refunded" },
          ],
        },
      ],
    },
    {
      kind: "false-refusal",
      payouts: 3,
      msat: 0,
      projects: [{ projectId: "project_test_001", payouts: 3, msat: 0 }],
      examples: [
        {
          key: "ct_17",
          timeline: ["settled at +0.118 s", "answered 502 PAYMENT_FAILED at +0.120 s"],
          events: [
            { atMs: 118, by: "node", text: "settled" },
            { atMs: 120, by: "client", text: "answered 502 PAYMENT_FAILED" },
          ],
        },
      ],
    },
    {
      kind: "unexplained-change",
      payouts: 0,
      msat: 8_568_000,
      projects: [{ projectId: "project_test_001", payouts: 0, msat: 8_568_000 }],
      examples: [
        {
          key: "project_test_001",
          timeline: ["an entry `restore` of +3,060 at +0.204 s gave back more than the charge of 1,020 that it names"],
          events: [
            {
              atMs: 204,
              by: "ledger",
              text: "an entry `restore` of +3,060 gave back more than the charge of 1,020 that it names",
            },
          ],
        },
      ],
    },
  ],
  faults: [{ name: "timeout", planned: 41, fired: 41 }],
  metrics: { ...violated.metrics, timeout_errors: { count: 41 }, balance_rollback_failures: { count: 1 } },
  thresholds: [],
  reproduce: "npx chaos-payout run concurrent-timeouts --strategy snapshot-rollback --seed 7",
};

/** The first run, stopped from the keyboard. */
export const interrupted: Reconciliation = {
  ...balanced,
  verdict: "inconclusive",
  payouts: 200,
  interrupted: { kind: "signal", signal: "SIGINT" },
  thresholds: [],
  conclusion: { kind: "interrupted", verdict: "inconclusive" },
  doubts: [{ kind: "interrupted", signal: "SIGINT" }],
  expectation: { verdict: "balanced", findings: null, met: false },
};

/** The first run with two alerts, of which one fired and the other had nothing to look at. */
export const alerted: Reconciliation = {
  ...violated,
  alerts: [
    { name: "BalanceMismatch", severity: "critical", when: "balance_drift != 0", fired: true, value: -10_200 },
    { name: "PaymentTimeoutRate", severity: "warning", when: "timeout_rate > 2%", fired: false, value: null },
  ],
};

const HOSTILE = "<b>&amp;\"'`|@someone #1 ]]> --> %0A::error::x,y:z\u0000\u001b[2J\ufffe\ud800";

/** The first run, with what each form of report gives a meaning to in every name that comes from outside. */
export const hostile: Reconciliation = {
  ...violated,
  ...{ scenario: HOSTILE, description: HOSTILE, strategy: null, target: HOSTILE, reproduce: HOSTILE },
  projects: violated.projects.map((project) => ({ ...project, projectId: HOSTILE })),
  findings: violated.findings.map((finding) => ({
    ...finding,
    examples: [{ key: HOSTILE, timeline: [HOSTILE], events: [] }],
  })),
  faults: [{ name: HOSTILE, planned: 1, fired: 0 }],
  thresholds: [{ metric: HOSTILE, expression: HOSTILE, ok: false, value: null }],
  alerts: [{ name: HOSTILE, severity: "info", when: HOSTILE, fired: true, value: 1 }],
  notes: [HOSTILE],
  doubts: [{ kind: "read-failed", what: "balance", projectId: HOSTILE, reason: HOSTILE }],
};

/** The second run on a target of somebody else's, judged by its answers and by what its switch declares of its timeouts. */
export const declared: Reconciliation = {
  ...balanced,
  ...{ strategy: null, target: "http://127.0.0.1:3000", oracle: "answers", injectedTimeouts: "never-paid" },
  reproduce: "npx chaos-payout run timeout-after-charge --target http://127.0.0.1:3000 --seed 42",
};

/** The same run with the conclusion that reconcile draws from what it shows and what was expected of it. */
export function judgedAnew(run: Reconciliation): Reconciliation {
  const { verdict, findings, doubts, thresholds, interrupted } = run;
  const wanted = { verdict: run.expectation.verdict, findings: run.expectation.findings?.map(kindNamed) };
  const found = new Set(findings.map(({ kind }) => kind));
  const crossed = thresholds.some(({ ok }) => !ok);
  const outturn = { verdict, found, inDoubt: doubts.length > 0, crossed, interrupted };
  return { ...run, expectation: checkExpectation(wanted, outturn), conclusion: conclude(wanted, outturn) };
}

function kindNamed(name: string): FindingKind {
  const kind = findingKinds.find((each) => each === name);
  if (kind === undefined) throw new Error(`no finding is called ${name}`);
  return kind;
}

/** A run of these scenarios, with the verdict and the exit code that the command line gives it. */
export function runOf(scenarios: Run["scenarios"], verdict: Run["verdict"], exitCode: number): Run {
  return { version: "0.1.0", seed: 42, exitCode, verdict, scenarios };
}
