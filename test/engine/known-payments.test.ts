import { describe, expect, it } from "vitest";
import type { AttemptAnswered } from "../../src/domain/fact.ts";
import type { RetryKey } from "../../src/domain/payout.ts";
import type { InjectedTimeouts, Oracle } from "../../src/domain/run-started.ts";
import { KnownPayments } from "../../src/engine/known-payments.ts";
import { judgedByAnswers, systemOf } from "./fake-system.ts";
import { createFakeTarget } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

/** What is known of two payouts that cost 1,020 sats each, out of 10,000. */
function known(oracle: Oracle, change: { retryKey?: RetryKey; injectedTimeouts?: InjectedTimeouts } = {}) {
  const { retryKey = "same", injectedTimeouts = "unknown" } = change;
  const plan = planOf({
    client: { timeoutMs: 1_000, attempts: 2, backoffMs: 20, retryKey, retryWhen: "outcome-unknown" },
  });
  const description = { ...judgedByAnswers, oracle, injectedTimeouts };
  const money = new KnownPayments(plan, systemOf(createFakeTarget(), { description }));
  const opening = { kind: "balance-read", atMs: 0, askedAtMs: 0, projectId: "p", when: "opening" } as const;
  money.enter({ ...opening, balanceMsat: 10_000_000, heldMsat: 100_000 });
  const answer = (payout: number, but: Pick<AttemptAnswered, "outcome" | "reason">, attempt = 1) => {
    const fact = { kind: "attempt-answered", atMs: 1, status: 0, code: "", payoutId: "" } as const;
    money.enter({ ...fact, payout, attempt, ...but });
  };
  const isExplained = (balanceMsat: number, heldMsat = 100_000) =>
    money.unexplained(new Map([["p", { balanceMsat, heldMsat }]])).length === 0;
  return { money, answer, isExplained };
}

const paid = { outcome: "paid", reason: "none" } as const;
const refused = { outcome: "refused", reason: "funds" } as const;
const timedOut = { outcome: "unknown", reason: "payment-timeout" } as const;
const reset = { outcome: "unknown", reason: "no-answer" } as const;

describe("what is known of the money", () => {
  it("is, with our rail, what was settled, as often as it was, whatever was answered; and an open answer stays open", () => {
    const { money, answer, isExplained } = known("rail");
    expect(isExplained(10_000_000)).toBe(true);
    const settled = { kind: "payment-settled", atMs: 1, payout: 1, amountMsat: 1_000_000, passedOnMsat: 0 } as const;
    money.enter(settled);
    expect([isExplained(10_000_000), isExplained(8_980_000)]).toEqual([false, true]);
    money.enter(settled);
    expect(isExplained(7_960_000)).toBe(true);
    answer(1, paid);
    answer(2, reset);
    expect([money.openAnswers, isExplained(7_960_000)]).toEqual([1, true]);
  });

  it("is, by answers, what was called paid once, and an answer is open until one under the same key tells", () => {
    const { money, answer, isExplained } = known("answers");
    answer(1, reset);
    expect([money.openAnswers, isExplained(10_000_000)]).toEqual([1, true]);
    answer(1, paid, 2);
    expect([money.openAnswers, isExplained(8_980_000)]).toEqual([0, true]);
    answer(2, reset);
    answer(2, refused, 2);
    expect([money.openAnswers, isExplained(8_980_000)]).toEqual([0, true]);
  });

  it("stays open under a fresh key, of which the answer tells of another payout", () => {
    const { money, answer } = known("answers", { retryKey: "fresh" });
    answer(1, timedOut);
    answer(1, refused, 2);
    expect(money.openAnswers).toBe(1);
  });

  it.each(["rail", "answers"] as const)("is open, with %s as the oracle, until a list says refused", (oracle) => {
    const { money, answer } = known(oracle);
    answer(1, timedOut);
    money.listed(1, "failed");
    expect(money.openAnswers).toBe(1);
    money.listed(1, "refused");
    expect(money.openAnswers).toBe(0);
  });

  it("is settled by a list that says paid or refused, and by no other word", () => {
    const { money, answer, isExplained } = known("answers");
    for (const payout of [1, 2]) answer(payout, timedOut);
    for (const state of ["pending", "unknown", "failed"] as const) money.listed(1, state);
    expect(money.openAnswers).toBe(2);
    money.listed(1, "paid");
    money.listed(1, "paid");
    money.listed(2, "refused");
    expect([money.openAnswers, isExplained(8_980_000)]).toEqual([0, true]);
  });

  it("takes a timeout of the service's own for no payment where that is declared, and no other trouble", () => {
    const { money, answer } = known("answers", { injectedTimeouts: "never-paid" });
    answer(1, timedOut);
    expect(money.openAnswers).toBe(0);
    answer(2, reset);
    expect(money.openAnswers).toBe(1);
  });

  it("counts what is held with what is available, and tells where more is held than before", () => {
    const { money, isExplained } = known("answers");
    expect(isExplained(9_900_000, 200_000)).toBe(true);
    const holding = (heldMsat: number) => money.holdingMore(new Map([["p", { balanceMsat: 0, heldMsat }]]));
    expect([holding(100_000), holding(100_001), holding(0)]).toEqual([[], ["p"], []]);
  });
});
