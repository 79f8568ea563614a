import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  answered,
  balance,
  charge,
  declared,
  failed,
  givenUp,
  good,
  notReported,
  plannedFault,
  received,
  refund,
  run,
  sent,
  settled,
  started,
  timedOut,
  unanswered,
  unread,
} from "./facts.ts";

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
      balance_mismatches: { count: 1 },
      payout_duration: { "p(50)": 10, "p(95)": 50.123, "p(99)": 50.123, max: 50.123, min: 10, avg: 18.025, med: 10 },
      attempt_duration: { "p(50)": 10, "p(95)": 20.123, "p(99)": 20.123, max: 20.123, min: 10, avg: 11.687, med: 10 },
      attempts: { count: 6 },
      payouts: { count: 5 },
      paid: { count: 2 },
      paid_rate: { rate: 0.4 },
      pending: { count: 1 },
      refused: { count: 1 },
      unknown: { count: 1 },
      unknown_rate: { rate: 0.2 },
    });
  });

  it("count no timeout where a process was killed that was making a healthy payment", () => {
    const crash: Fact = { kind: "api-crashed", atMs: 15, point: "after-send", how: "kill", instance: 1 };
    const restart: Fact = { kind: "api-restarted", atMs: 20, instance: 1 };
    const of = (fault: string, ...crashes: Fact[]) => {
      const paying = [sent(1), received(1, fault), abandoned(1), ...crashes];
      return reconcile(run(100_000_000, paying)).metrics.timeout_errors;
    };
    expect([of("settle", crash, restart), of("timeout", crash, restart), of("settle")]).toEqual([
      { count: 0 },
      { count: 1 },
      { count: 1 },
    ]);
  });

  it("count the timeouts that the answers tell of where the node is not ours", () => {
    const other = timedOut(2, { status: 500 });
    const happened = [sent(1), timedOut(1), sent(2), other, sent(3), timedOut(3, { code: "" }), sent(4), answered(4)];
    const { metrics } = reconcile(run(98_980_000, happened, { oracle: "answers" }));
    expect([metrics.timeout_errors, metrics.timeout_rate]).toEqual([{ count: 3 }, { rate: 0.75 }]);
  });

  it("leave out what has no samples: durations where nothing was answered, shares of nothing", () => {
    const names = (facts: readonly Fact[]) => Object.keys(reconcile(facts).metrics);
    expect(names(run(100_000_000, []))).toEqual([
      ...["timeout_errors", "balance_rollback_failures", "balance_mismatches"],
      ...["attempts", "payouts", "paid", "pending", "refused", "unknown"],
    ]);
    const silent = names(run(100_000_000, [sent(1)]));
    expect(silent).toEqual(expect.arrayContaining(["timeout_rate", "paid_rate", "unknown_rate"]));
    expect(silent.filter((name) => name.endsWith("duration"))).toEqual([]);
  });

  it("leave out timeouts of a target where none is told of and there may have been some", () => {
    const timeouts = (happened: readonly Fact[], faults: RunStarted["faults"] = []) => {
      const { timeout_errors, timeout_rate } = reconcile(
        run(98_980_000, [sent(1), answered(1), ...happened], { oracle: "answers", faults }),
      ).metrics;
      return [timeout_errors, timeout_rate];
    };
    expect(timeouts([])).toEqual([{ count: 0 }, { rate: 0 }]);
    expect(timeouts([sent(2), timedOut(2)])).toEqual([{ count: 1 }, { rate: 0.5 }]);
    for (const end of [unanswered(2), givenUp(2)]) expect(timeouts([sent(2), end])).toEqual([undefined, undefined]);
    expect(timeouts([], [plannedFault("late-settle")])).toEqual([undefined, undefined]);
    expect(timeouts([], [plannedFault("answer-lost")])).toEqual([{ count: 0 }, { rate: 0 }]);
  });

  it("leave out rollback failures where nobody can tell where a drift comes from, or whether a charge was paid for", () => {
    const failures = (finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = { oracle: "answers" }) =>
      reconcile(run(finalMsat, happened, but)).metrics.balance_rollback_failures;
    const paid = [sent(1), answered(1), unread("entries")];
    expect(failures(98_980_000, paid)).toEqual({ count: 0 });
    // Two instances that overwrite each other's balance lose money, and no payout explains it.
    expect(failures(98_980_000 - 11_220_000, paid)).toBe(undefined);
    expect(failures(98_980_000 - 11_220_000, paid, {})).toBe(undefined);
    const open = [sent(1), answered(1), charge(1), sent(2), unanswered(2), charge(2)];
    expect(failures(97_960_000, open)).toBe(undefined);
    expect(failures(97_960_000, [...open, sent(3), failed(3), charge(3)])).toEqual({ count: 1 });
  });

  it("leave out rollback failures where neither entries nor a drift tell of any", () => {
    const unread = run(98_980_000, good(1)).filter(({ kind }) => kind !== "balance-read");
    expect(Object.keys(reconcile(unread).metrics)).not.toContain("balance_rollback_failures");
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
      min: 1,
      avg: 100.5,
      med: 100,
    });
  });
});

describe("balance mismatches", () => {
  const mismatches = (facts: readonly Fact[]) => reconcile(facts).metrics.balance_mismatches;

  it("are none where every balance is the expected one", () => {
    expect(mismatches(run(98_980_000, good(1)))).toEqual({ count: 0 });
  });

  it("count each project with a drift, once", () => {
    expect(mismatches(run(97_960_000, [...good(1), sent(2), failed(2), charge(2)]))).toEqual({ count: 1 });
    expect(mismatches(run(98_981_000, good(1)))).toEqual({ count: 1 });
  });

  it("count a project in which two errors cancel each other out, of two kinds or of one", () => {
    const paidNotCharged = [sent(2), settled(2), answered(2)];
    expect(mismatches(run(98_980_000, [...paidNotCharged, sent(3), failed(3), charge(3)]))).toEqual({ count: 1 });
    const [tooLittle, tooMuch] = [1, 2].map((payout) => [sent(payout), settled(payout), answered(payout)]);
    const ofOneKind = [...(tooLittle ?? []), charge(1, 1_000_000), ...(tooMuch ?? []), charge(2, 1_040_000)];
    expect(mismatches(run(97_960_000, ofOneKind))).toEqual({ count: 1 });
  });

  it("count no project that gave back what it had charged wrongly", () => {
    expect(mismatches(run(100_000_000, [sent(1), failed(1), charge(1), refund(1)]))).toEqual({ count: 0 });
  });

  it("are not known where a payout that nobody decided may explain the drift", () => {
    const lost = answered(1, { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" });
    const facts = run(98_980_000, [sent(1), lost, charge(1)], {
      ...{ oracle: "answers", faults: [plannedFault("answer-lost")] },
    });
    expect(mismatches(facts)).toBeUndefined();
    expect(reconcile(facts).alerts.map(({ name, fired }) => [name, fired])).toContainEqual(["BalanceMismatch", false]);
  });

  it("are not known where a target leaves open whether payouts were paid that it has not charged", () => {
    const open = [sent(1), answered(1), charge(1), sent(2), unanswered(2)];
    expect(mismatches(run(98_980_000, open, { oracle: "answers" }))).toBeUndefined();
    expect(mismatches(run(98_979_999, open, { oracle: "answers" }))).toEqual({ count: 1 });
  });

  it("are not known where a drift is not, unless another project is known to be wrong", () => {
    const two = { projects: declared(["shop", "club"]), payouts: 0 };
    const ended: Fact = { kind: "run-ended", atMs: 5 };
    const club = (when: "opening" | "final", msat: number) => balance(when, msat, { projectId: "club" });
    const shop = (msat: number) => [balance("opening", 100_000_000), balance("final", msat)];
    expect(mismatches([started(two), ...shop(100_000_000), ended])).toBeUndefined();
    expect(mismatches([started(two), ...shop(100_000_000), club("opening", 5), club("final", 5), ended])).toEqual({
      count: 0,
    });
    expect(mismatches([started(two), ...shop(99_999_000), ended])).toEqual({ count: 1 });
  });

  it("leave out the durations that nobody told of", () => {
    const lost = [sent(2), notReported(2, { atMs: 800 })];
    const { metrics } = reconcile(run(98_980_000, [...good(1), ...lost]));
    expect([metrics.payout_duration?.max, metrics.attempt_duration?.max]).toEqual([10, 10]);
  });
});
