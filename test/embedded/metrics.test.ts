import { describe, expect, it } from "vitest";
import { type ChargeRule, payoutApiCharge } from "../../src/domain/fee.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import { runningApi } from "./running-api.ts";

const failed = { kind: "failed", reason: "r" } as const;
const timeout = { kind: "timeout" } as const;

/** An API with what it has counted, and the way to wait until no payout is pending. */
async function counting(strategy: StrategyName, fee?: ChargeRule) {
  const running = await runningApi({ strategy, fee });
  const counts = async () => {
    const { body } = await running.call("GET", "/metrics");
    return String(body)
      .split("\n")
      .filter((line) => /^payout\w*_total/.test(line));
  };
  const decided = async () => {
    const pending = { projectId: null, status: "pending", idempotencyKey: null, after: 0, limit: 1 } as const;
    while ((await running.store.payouts(pending)).rows.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { ...running, counts, decided };
}

describe("refunds and timeouts", () => {
  it.each([
    ["naive", timeout, "timeout", 1, 0],
    ["rollback", timeout, "timeout", 1, 1],
    ["snapshot-rollback", failed, "failed", 0, 1],
    ["saga", timeout, "timeout", 1, 1],
    ["tracked-saga", failed, "failed", 0, 1],
    ["outbox", failed, "pending", 0, 1],
  ] as const)("are counted under %s, whoever decided: %j", async (strategy, answer, status, timeouts, refunds) => {
    const { pay, rail, counts, decided } = await counting(strategy);
    rail.answer(answer);
    await pay();
    await decided();
    expect(await counts()).toEqual([
      `payouts_total{status="${status}"} 1`,
      `payout_timeout_errors_total ${timeouts}`,
      `payout_refunds_total ${refunds}`,
      "payout_settled_after_refund_total 0",
    ]);
  });
});

describe("a reserve that is returned", () => {
  it.each(["rollback", "saga", "tracked-saga"] as const)("is no refund under %s", async (strategy) => {
    const { pay, counts, store } = await counting(strategy, {
      ...payoutApiCharge,
      reserve: { ppm: 10_000, atLeastMsat: 0 },
    });
    await pay();
    expect((await store.balance("project_test_001"))?.heldMsat).toBe(0);
    expect(await counts()).toContain("payout_refunds_total 0");
  });
});

describe("a key that is sent again", () => {
  it.each([
    ["saga", timeout],
    ["tracked-saga", failed],
    ["outbox", failed],
  ] as const)("after a failure counts as a replay under %s: %j", async (strategy, answer) => {
    const { pay, rail, counts, decided } = await counting(strategy);
    rail.answer(answer);
    await pay();
    await decided();
    const [first, ...others] = await counts();
    for (let again = 1; again <= 2; again += 1) await pay();
    expect(await counts()).toEqual([first, 'payouts_total{status="replayed"} 2', ...others]);
  });

  it("is paid again by the naive family after a failure, and counts as a payout each time", async () => {
    const { pay, rail, counts } = await counting("rollback");
    rail.answer(timeout, timeout);
    for (let time = 1; time <= 2; time += 1) await pay();
    expect(await counts()).toEqual([
      'payouts_total{status="timeout"} 2',
      "payout_timeout_errors_total 2",
      "payout_refunds_total 2",
      "payout_settled_after_refund_total 0",
    ]);
  });
});
