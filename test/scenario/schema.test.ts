import { describe, expect, it } from "vitest";
import { z } from "zod";
import { builtInAlerts } from "../../src/domain/alert.ts";
import { payoutApiCharge } from "../../src/domain/fee.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { GOOD, scenarioOf } from "./text.ts";

describe("a scenario", () => {
  it("may expect findings with the verdicts stuck and violated", () => {
    const expected = (text: string) => scenarioOf(`${GOOD}expect: ${text}\n`).expect;
    expect(expected("{ verdict: stuck, findings: [stuck-pending] }")).toEqual({
      verdict: "stuck",
      findings: ["stuck-pending"],
    });
    expect(expected("{ verdict: violated, findings: [overdraft, stuck-pending] }")).toEqual({
      verdict: "violated",
      findings: ["overdraft", "stuck-pending"],
    });
  });

  it("has every default filled in", () => {
    expect(scenarioOf(GOOD)).toEqual({
      name: "small",
      description: "",
      projects: [{ projectId: "project_a", balanceSats: 300_000 }],
      service: null,
      payouts: { amount: { kind: "fixed", sats: 1_000 }, invoice: "own" },
      load: [
        {
          name: "spike",
          payouts: 600,
          arrival: { kind: "closed", concurrency: 60 },
          faults: {
            timeout: { kind: "rate", millionths: 50_000, declared: "5%", attempts: null, forMs: null, to: null },
          },
        },
      ],
      client: { timeoutMs: null, attempts: 1, backoffMs: 20, retryKey: "same", retryWhen: "outcome-unknown" },
      refusals: "unexpected",
      api: { railTimeoutMs: 100, recheckAfterMs: null, webhooks: false, fee: payoutApiCharge },
      rail: { duplicates: "reject" },
      instances: 1,
      crashes: [],
      simulate: null,
      order: [],
      drainMs: 5_000,
      thresholds: {},
      alerts: builtInAlerts,
      expect: { verdict: "balanced" },
    });
  });

  it("may have every key", () => {
    const text = `
name: everything
description: >
  Two lines
  of text.
priority: P2
seed: 4_294_967_295
projects:
  a: { balance: 5_000_000 }
  b.2: { balance: 0 }
service: ../wallet.service.yaml
payouts: { amount: { oneOf: [10, 1_000] }, invoice: shared }
load:
  - { name: normal, payouts: 1_000, concurrency: 10, faults: { timeout: 0.5 %, stuck: 100, answer-lost: 2% } }
  - { name: steady, rate: 12.5/s, for: 1.2s }
client: { timeout: 1m, retry: { attempts: 3, backoff: 0ms, key: fresh } }
refusals: expected
api:
  strategy: rollback
  railTimeout: 250ms
rail: { duplicates: pay-again }
instances: 2
crashes: [{ at: after-charge, occurrence: 3 }, { at: after-send }]
order: [send 2, paid 1#2]
drain: 10s
thresholds: { timeout_errors: ["count > 0", "count<=9"], timeout_rate: ["rate < 2 %"], payout_duration: ["p(99.9) < 1.5 s"] }
alerts:
  PaymentTimeoutRate: { when: timeout_rate>5%, severity: critical }
  Slow: { when: " payout_duration  p(95)>=1s" }
  Unknown: { when: unknown count > 0, severity: info }
expect: { verdict: violated, findings: [overdraft] }
`;
    expect(scenarioOf(text)).toEqual({
      name: "everything",
      description: "Two lines of text.",
      priority: "P2",
      seed: 4_294_967_295,
      projects: [
        { projectId: "a", balanceSats: 5_000_000 },
        { projectId: "b.2", balanceSats: 0 },
      ],
      service: "../wallet.service.yaml",
      payouts: { amount: { kind: "choice", sats: [10, 1_000] }, invoice: "shared" },
      load: [
        {
          name: "normal",
          payouts: 1_000,
          arrival: { kind: "closed", concurrency: 10 },
          faults: {
            timeout: { kind: "rate", millionths: 5_000, declared: "0.5%", attempts: null, forMs: null, to: null },
            stuck: { kind: "count", count: 100, declared: "100", attempts: null, forMs: null, to: null },
            "answer-lost": { kind: "rate", millionths: 20_000, declared: "2%", attempts: null, forMs: null, to: null },
          },
        },
        { name: "steady", payouts: 15, arrival: { kind: "open", perSecond: 12.5 }, faults: {} },
      ],
      client: { timeoutMs: 60_000, attempts: 3, backoffMs: 0, retryKey: "fresh", retryWhen: "outcome-unknown" },
      refusals: "expected",
      api: { strategy: "rollback", railTimeoutMs: 250, recheckAfterMs: null, webhooks: false, fee: payoutApiCharge },
      rail: { duplicates: "pay-again" },
      instances: 2,
      order: [
        { edge: "send", payout: 2, number: 1 },
        { edge: "paid", payout: 1, number: 2 },
      ],
      crashes: [
        { at: "after-charge", occurrence: 3, how: "kill", forMs: 0, instance: 1 },
        { at: "after-send", occurrence: 1, how: "kill", forMs: 0, instance: 1 },
      ],
      simulate: null,
      drainMs: 10_000,
      thresholds: {
        timeout_errors: ["count>0", "count<=9"],
        timeout_rate: ["rate<2%"],
        payout_duration: ["p(99.9)<1.5s"],
      },
      alerts: [
        { name: "PaymentTimeoutRate", when: "timeout_rate > 5%", severity: "critical" },
        { name: "BalanceMismatch", when: "balance_mismatches > 0", severity: "critical" },
        { name: "Slow", when: "payout_duration p(95) >= 1s", severity: "warning" },
        { name: "Unknown", when: "unknown > 0", severity: "info" },
      ],
      expect: { verdict: "violated", findings: ["overdraft"] },
    });
  });

  it("is the same in JSON", () => {
    const { name, projects, load } = scenarioOf(GOOD);
    const json = {
      name: "small",
      projects: { project_a: { balance: 300_000 } },
      load: [{ name: "spike", payouts: 600, concurrency: 60, faults: { timeout: "5%" } }],
    };
    expect(scenarioOf(JSON.stringify(json))).toMatchObject({ name, projects, load });
  });

  it("masks escapes in quoted text", () => {
    expect(scenarioOf(`${GOOD}description: "a\\e[31mb"\n`).description).toBe("a\ufffd[31mb");
  });
});

describe("the schema", () => {
  it("knows what is required and that nothing else is allowed", () => {
    expect(z.toJSONSchema(scenarioSchema, { io: "input" })).toMatchObject({
      type: "object",
      required: ["name", "projects", "load"],
      additionalProperties: false,
      properties: { seed: { anyOf: [{ type: "integer", minimum: 0, maximum: 4_294_967_295 }, { type: "string" }] } },
    });
  });
});
