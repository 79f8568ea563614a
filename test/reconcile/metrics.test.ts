import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { answered, charge, failed, good, run, sent, settled, timedOut } from "./facts.ts";

const abandoned = (payout: number): Fact => ({ kind: "payment-abandoned", atMs: 15, payout });

describe("metrics", () => {
  it("count what was sent, concluded, timed out and not rolled back", () => {
    const happened = [
      ...good(1),
      ...[sent(2), abandoned(2), timedOut(2), charge(2), sent(2, { attempt: 2, atMs: 40 }), settled(2), charge(2)],
      ...[answered(2, { attempt: 2, atMs: 60.12345 }), sent(3), abandoned(3), timedOut(3), charge(3)],
      ...[sent(4), failed(4), sent(5), answered(5, { outcome: "pending", status: 202 })],
    ];
    expect(reconcile(run(0, happened)).metrics).toEqual({
      timeout_errors: { count: 2 },
      balance_rollback_failures: { count: 2 },
      timeout_rate: { rate: 2 / 6 },
      payout_duration: { "p(50)": 10, "p(95)": 50.123, "p(99)": 50.123, max: 50.123 },
      attempts: { count: 6 },
      payouts: { count: 5 },
      paid: { count: 2 },
      pending: { count: 1 },
      refused: { count: 1 },
      unknown: { count: 1 },
    });
  });

  it("count the timeouts that the answers tell of where the node is not ours", () => {
    const other = timedOut(2, { status: 500 });
    const happened = [sent(1), timedOut(1), sent(2), other, sent(3), timedOut(3, { code: "" }), sent(4), answered(4)];
    const { metrics } = reconcile(run(98_980, happened, { oracle: "answers" }));
    expect([metrics.timeout_errors, metrics.timeout_rate]).toEqual([{ count: 3 }, { rate: 0.75 }]);
  });

  it("leave the durations out where nothing was answered, and divide nothing by no attempts", () => {
    const { metrics } = reconcile(run(100_000, []));
    expect([metrics.payout_duration, metrics.timeout_rate]).toEqual([undefined, { rate: 0 }]);
  });

  it("take the durations that so many percent do not exceed", () => {
    const happened = Array.from({ length: 200 }, (_, index) => index + 1).flatMap((payout) => [
      sent(payout, { atMs: 10 }),
      answered(payout, { atMs: 10 + payout }),
    ]);
    const silent = [sent(201), sent(202), sent(203)];
    expect(reconcile(run(0, [...happened, ...silent])).metrics.payout_duration).toEqual({
      "p(50)": 100,
      "p(95)": 190,
      "p(99)": 198,
      max: 200,
    });
  });
});
