import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostSegments, scenarioOf } from "../../../src/load/k6/executor.ts";
import type { EnginePhase } from "../../../src/load/load-engine.ts";

const client = {
  timeoutMs: 1000,
  attempts: 3,
  backoffMs: 100,
  retryKey: "same",
  retryWhen: "outcome-unknown",
} as const;
const script = { client, clientTimeoutMs: 1000 };

function closed(payouts: number, concurrency: number): EnginePhase {
  return { name: "closed", first: 1, payouts, arrival: { kind: "closed", concurrency } };
}

function open(payouts: number, perSecond: number): EnginePhase {
  return { name: "open", first: 1, payouts, arrival: { kind: "open", perSecond } };
}

describe("a phase in the words of k6", () => {
  it("shares its payouts among its callers, of whom none stands idle", () => {
    const rest = { executor: "shared-iterations", maxDuration: "1800s", gracefulStop: "1800s" };
    expect(scenarioOf(closed(200, 20), script)).toEqual({ ...rest, vus: 20, iterations: 200 });
    expect(scenarioOf(closed(5, 20), script)).toEqual({ ...rest, vus: 5, iterations: 5 });
  });

  it("begins payouts at the declared rate, with users for all that may be slow", () => {
    expect(scenarioOf(open(1000, 50), script)).toEqual({
      executor: "constant-arrival-rate",
      ...{ rate: 50, timeUnit: "1s", duration: "20500ms", gracefulStop: "1800s" },
      ...{ preAllocatedVUs: 100, maxVUs: 320 },
    });
  });

  it("has a rate with a fraction as a whole one of a longer time", () => {
    expect(scenarioOf(open(10, 2.5), script)).toMatchObject({ rate: 25, timeUnit: "10s", duration: "4500ms" });
    expect(scenarioOf(open(1, 0.001), script)).toMatchObject({ rate: 1, timeUnit: "1000s", duration: "1000500ms" });
  });

  it("lasts until the last payout of any open phase was due", () => {
    const payouts = fc.integer({ min: 1, max: 1_000_000 });
    const rate = fc.double({ min: 0.01, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(payouts, rate, (count, perSecond) => {
        const scenario = scenarioOf(open(count, perSecond), script);
        if (scenario.executor !== "constant-arrival-rate") throw new Error("an open phase is open");
        const everyMs = (1000 * Number.parseInt(scenario.timeUnit, 10)) / scenario.rate;
        expect(Number.isInteger(scenario.rate) && scenario.rate >= 1).toBe(true);
        const dueMs = (count - 1) * everyMs;
        // A rate that needs more than six digits is rounded, by less than the surplus unless the phase takes hours.
        if (dueMs < 3_600_000) expect(Number.parseInt(scenario.duration, 10)).toBeGreaterThan(dueMs);
      }),
    );
  });

  it("can be divided as long as every segment has a user", () => {
    expect(mostSegments([closed(200, 20), closed(10, 50)])).toBe(10);
    expect(mostSegments([open(1000, 1), closed(200, 200)])).toBe(100);
    expect(mostSegments([open(3, 1)])).toBe(3);
  });
});
