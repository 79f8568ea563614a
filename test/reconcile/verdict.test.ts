import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  answered,
  balance,
  charge,
  declared,
  entry,
  failed,
  good,
  planned,
  plannedFault,
  received,
  rested,
  run,
  sent,
  settled,
  started,
  timedOut,
} from "./facts.ts";

const bug: readonly Fact[] = [
  sent(2, { atMs: 30 }),
  received(2, "timeout", 32),
  { kind: "payment-abandoned", atMs: 131, payout: 2 },
  { kind: "fault-fired", atMs: 131, payout: 2, fault: "timeout", delivered: null },
  { kind: "payment-failed", atMs: 132, payout: 2 },
  timedOut(2, { atMs: 133 }),
  charge(2, 1_020_000, { enteredAtMs: 31 }),
];

/** The planned fault behind the bug. */
const fired = { kind: "fault-fired", atMs: 110, payout: 2, fault: "timeout", delivered: null } as const;
const faults = [plannedFault("timeout")];

describe("reconcile", () => {
  it("tells the whole of a small run", () => {
    const course = { payouts: 2, concurrency: 2, mostInFlight: 2 };
    const ended = { kind: "phase-ended", atMs: 140.1234, phase: "all", ...course } as const;
    const facts = run(97_960_000, [...good(1), ...bug, ended], {
      faults: [plannedFault("timeout")],
      thresholds: { balance_rollback_failures: ["count==0"] },
      expect: { verdict: "violated", findings: ["charged-not-paid"] },
      notes: ["a note"],
      concurrency: 2,
    });
    expect(reconcile(facts)).toEqual({
      scenario: "small",
      description: "",
      strategy: "naive",
      target: null,
      oracle: "rail",
      injectedTimeouts: null,
      seed: 1,
      concurrency: 2,
      payouts: 2,
      durationMs: 1000,
      verdict: "violated",
      projects: [
        {
          projectId: "shop",
          openingMsat: 100_000_000,
          settledPayouts: 1,
          unknownOutcomes: 1,
          expectedMsat: 98_980_000,
          actualMsat: 97_960_000,
          heldMsat: 0,
          driftMsat: -1_020_000,
        },
      ],
      findings: [
        {
          kind: "charged-not-paid",
          payouts: 1,
          msat: -1_020_000,
          projects: [{ projectId: "shop", payouts: 1, msat: -1_020_000 }],
          examples: [
            {
              key: "k_2",
              timeline: [
                "sent at +0.030 s",
                "charged 1,020 at +0.031 s",
                "answered 504 PAYMENT_TIMEOUT at +0.133 s",
                "node gave up at +0.132 s",
                "never refunded",
              ],
              events: [
                { atMs: 30, by: "client", text: "sent" },
                { atMs: 31, by: "ledger", text: "charged 1,020" },
                { atMs: 133, by: "client", text: "answered 504 PAYMENT_TIMEOUT" },
                { atMs: 132, by: "node", text: "node gave up" },
                { atMs: null, by: "ledger", text: "never refunded" },
              ],
            },
          ],
        },
      ],
      faults: [{ name: "timeout", planned: 1, fired: 1 }],
      phases: [{ name: "all", ...course, endedAtMs: 140.123 }],
      metrics: {
        timeout_errors: { count: 1 },
        balance_rollback_failures: { count: 1 },
        timeout_rate: { rate: 0.5 },
        balance_mismatches: { count: 1 },
        payout_duration: { "p(50)": 10, "p(95)": 103, "p(99)": 103, max: 103, min: 10, avg: 56.5, med: 10 },
        attempt_duration: { "p(50)": 10, "p(95)": 103, "p(99)": 103, max: 103, min: 10, avg: 56.5, med: 10 },
        attempts: { count: 2 },
        payouts: { count: 2 },
        paid: { count: 1 },
        paid_rate: { rate: 0.5 },
        pending: { count: 0 },
        refused: { count: 0 },
        unknown: { count: 1 },
        unknown_rate: { rate: 0.5 },
      },
      thresholds: [{ metric: "balance_rollback_failures", expression: "count==0", ok: false, value: 1 }],
      alerts: [
        { name: "BalanceMismatch", severity: "critical", when: "balance_mismatches > 0", fired: true, value: 1 },
        { name: "PaymentTimeoutRate", severity: "warning", when: "timeout_rate > 2%", fired: true, value: 0.5 },
      ],
      conclusion: { kind: "as-expected", verdict: "violated" },
      doubts: [],
      notes: ["a note"],
      expectation: { verdict: "violated", findings: ["charged-not-paid"], met: true },
      interrupted: null,
      reproduce: "chaos-payout run small --seed 1",
    });
  });

  it("judges each project by its own balance", () => {
    const bar = { projectId: "bar" };
    const facts = [
      started({ payouts: 2, projects: declared(["shop", "bar"]) }),
      ...[balance("opening", 5_000_000), balance("opening", 7_000_000, bar)],
      ...[...good(1), ...good(2, bar)],
      ...[balance("final", 4_980_000), balance("final", 4_980_000, bar), ...rested()],
    ];
    const { projects, findings } = reconcile(facts);
    expect(projects.map(({ projectId, driftMsat }) => [projectId, driftMsat])).toEqual([
      ["shop", 1_000_000],
      ["bar", -1_000_000],
    ]);
    expect(findings.map(({ kind, msat, payouts, projects: shares }) => [kind, msat, payouts, shares])).toEqual([
      [
        "unexplained-change",
        0,
        0,
        [
          { projectId: "shop", payouts: 0, msat: 1_000_000 },
          { projectId: "bar", payouts: 0, msat: -1_000_000 },
        ],
      ],
    ]);
  });

  it("is violated before it is inconclusive, and gives the reasons all the same", () => {
    const { verdict, doubts, interrupted } = reconcile(
      run(
        97_960_000,
        [...good(1), ...bug, fired, { kind: "interrupted", atMs: 200, signal: "SIGTERM", limitMs: null }],
        { faults },
      ),
    );
    expect([verdict, interrupted]).toEqual(["violated", { kind: "signal", signal: "SIGTERM" }]);
    expect(doubts).toEqual([{ kind: "interrupted", signal: "SIGTERM" }]);
  });

  it("lets thresholds alone change no verdict", () => {
    const { verdict, thresholds } = reconcile(
      run(98_980_000, good(1), { thresholds: { timeout_errors: ["count>0"] } }),
    );
    expect([verdict, thresholds]).toEqual([
      "balanced",
      [{ metric: "timeout_errors", expression: "count>0", ok: false, value: 0 }],
    ]);
  });

  it("adds up a fault that is declared in several phases", () => {
    const faults = [plannedFault("timeout", 3), plannedFault("timeout", 30)];
    expect(reconcile(run(97_960_000, bug, { faults })).faults).toEqual([{ name: "timeout", planned: 33, fired: 1 }]);
  });

  it("reads the facts once where there is nothing to tell, and twice where there is", () => {
    const reads = (facts: readonly Fact[]) => {
      let count = 0;
      reconcile({
        [Symbol.iterator]() {
          count += 1;
          return facts[Symbol.iterator]();
        },
      });
      return count;
    };
    expect([reads(run(98_980_000, good(1))), reads(run(98_980_000, bug))]).toEqual([1, 2]);
  });
});

describe("an expectation", () => {
  const met = (expected: Parameters<typeof started>[0]) =>
    reconcile(run(97_960_000, [...good(1), ...bug, fired], { faults, ...expected })).expectation.met;

  it("is not met where a doubt stands beside it", () => {
    const doubts = [planned];
    expect(met({ expect: { verdict: "violated" }, doubts })).toBe(false);
  });

  it("is met by its verdict and, where it names findings, by exactly those", () => {
    expect(met({ expect: { verdict: "balanced" } })).toBe(false);
    expect(met({ expect: { verdict: "violated" } })).toBe(true);
    expect(met({ expect: { verdict: "violated", findings: ["charged-not-paid"] } })).toBe(true);
    expect(met({ expect: { verdict: "violated", findings: [] } })).toBe(false);
    expect(met({ expect: { verdict: "violated", findings: ["charged-not-paid", "double-paid"] } })).toBe(false);
    expect(met({ expect: { verdict: "violated", findings: ["double-paid"] } })).toBe(false);
  });
});

describe("a hold", () => {
  const held = [sent(1), received(1), entry(1, "hold", -1_020_000)];
  const confirmed = entry(1, "confirm", 0);
  const cancelled = entry(1, "release", 1_020_000);
  const judged = (finalMsat: number, ...happened: readonly Fact[]) => {
    const { verdict, findings } = reconcile(run(finalMsat, [...held, ...happened]));
    return [verdict, ...findings.map(({ kind, msat }) => `${kind} ${msat}`)];
  };

  it("that is confirmed is a charge: balanced where the node settled, and charged-not-paid where it did not", () => {
    expect(judged(98_980_000, settled(1), answered(1), confirmed)).toEqual(["balanced"]);
    expect(judged(98_980_000, failed(1), confirmed)).toEqual(["violated", "charged-not-paid -1020000"]);
  });

  it("that is cancelled is none: balanced where the node did not settle, and paid-not-charged where it did", () => {
    expect(judged(100_000_000, failed(1), cancelled)).toEqual(["balanced"]);
    expect(judged(100_000_000, settled(1), answered(1), cancelled)).toEqual(["violated", "paid-not-charged 1020000"]);
  });
});
