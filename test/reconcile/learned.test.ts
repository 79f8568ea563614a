import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  called,
  charge,
  failed,
  gaveUp,
  givenUp,
  good,
  learned,
  listed,
  neverPaid,
  received,
  refund,
  restless,
  run,
  seen,
  sent,
  settled,
  timedOut,
  unanswered,
  unread,
} from "./facts.ts";

/** A payout that went well, and what is told of another one. The balance is as if so many had been charged. */
function judged(charged: number, facts: readonly Fact[], but: Partial<RunStarted> = {}) {
  const judgement = reconcile(run(100_000_000 - charged * 1_020_000, [...good(1), ...facts], but));
  const { verdict, findings, doubts, metrics } = judgement;
  const kinds = [...findings.map(({ kind }) => kind), ...doubts.map(({ kind }) => kind)];
  const told = [metrics.paid, metrics.pending, metrics.refused, metrics.unknown].map((one) => one?.count);
  return { verdict, kinds, told };
}

const answers = { oracle: "answers", target: "http://127.0.0.1:1", strategy: null } as const;
const foreign = { target: "http://127.0.0.1:1", strategy: null } as const;
const blind = [unread("entries"), unread("payouts")];
const paidAtTheRail = [received(2), settled(2)];
const failedAtTheRail = [received(2), gaveUp(2)];

describe("an outcome that is learned later", () => {
  it("is that of the payout, whether it was accepted or got no clear answer", () => {
    for (const first of [accepted(2), unanswered(2), timedOut(2), givenUp(2)]) {
      const paid = [sent(2), ...paidAtTheRail, first, learned(2, "paid"), charge(2)];
      expect(judged(2, paid, foreign)).toEqual({ verdict: "balanced", kinds: [], told: [2, 0, 0, 0] });
      const refused = [sent(2), ...failedAtTheRail, first, learned(2, "refused"), charge(2), refund(2)];
      expect(judged(1, refused, foreign)).toEqual({ verdict: "balanced", kinds: [], told: [1, 0, 1, 0] });
    }
  });

  it("decides what the answers leave open where they are the oracle", () => {
    for (const first of [accepted(2), unanswered(2), givenUp(2)]) {
      expect(judged(2, [sent(2), first, learned(2, "paid"), ...blind], answers)).toMatchObject({ verdict: "balanced" });
      expect(judged(1, [sent(2), first, learned(2, "refused"), ...blind], answers)).toMatchObject({
        verdict: "balanced",
      });
      expect(judged(2, [sent(2), first, learned(2, "refused"), ...blind], answers)).toMatchObject({
        verdict: "violated",
      });
      expect(judged(1, [sent(2), first, learned(2, "paid"), ...blind], answers)).toMatchObject({ verdict: "violated" });
    }
  });

  it("is a guess where a refusal follows a payment timeout and nobody sees the rail, unless such timeouts never pay", () => {
    const facts = [sent(2), timedOut(2), learned(2, "refused"), ...blind];
    expect(judged(1, facts, answers)).toMatchObject({ verdict: "inconclusive", kinds: ["outcomes-unknown"] });
    expect(judged(2, facts, answers)).toMatchObject({ verdict: "inconclusive", kinds: ["outcomes-unknown"] });
    expect(judged(1, facts, { ...foreign, ...neverPaid })).toMatchObject({ verdict: "balanced" });
    expect(judged(2, facts, { ...foreign, ...neverPaid })).toMatchObject({ verdict: "violated" });
    const accepted202 = [sent(2), accepted(2), learned(2, "unknown", { reason: "payment-timeout" }), ...blind];
    expect(judged(1, [...accepted202, learned(2, "refused")], answers)).toMatchObject({ verdict: "inconclusive" });
  });

  it("stays unknown where a look-up finds nothing", () => {
    for (const first of [accepted(2), unanswered(2), givenUp(2)]) {
      const facts = [sent(2), first, learned(2, "unknown", { reason: "service-error", status: 404 }), ...blind];
      expect(judged(1, facts, answers)).toMatchObject({ verdict: "inconclusive" });
      expect(judged(2, facts, answers)).toMatchObject({ verdict: "inconclusive" });
    }
  });

  it("takes an unclear answer for an acceptance where a look-up says pending", () => {
    const facts = [sent(2), unanswered(2), learned(2, "pending"), ...blind];
    expect(judged(1, facts, answers)).toMatchObject({ kinds: ["stayed-pending"], told: [1, 1, 0, 0] });
  });

  it("is about every attempt under one key, and about its own attempt under fresh keys", () => {
    const both = [sent(2), unanswered(2), sent(2, { attempt: 2, atMs: 30 }), unanswered(2, { attempt: 2, atMs: 40 })];
    const refused = [...both, learned(2, "refused", { attempt: 2 }), ...blind];
    expect(judged(1, refused, answers)).toMatchObject({ verdict: "balanced", told: [1, 0, 1, 0] });
    expect(judged(1, refused, { ...answers, retryKey: "fresh" })).toMatchObject({ verdict: "inconclusive" });
    const all = [...refused, learned(2, "refused", { attempt: 1 })];
    expect(judged(1, all, { ...answers, retryKey: "fresh" })).toMatchObject({ verdict: "balanced" });
  });

  it("ends the attempt and the payout, so that durations are those of a synchronous service", () => {
    const facts = [sent(2), ...paidAtTheRail, accepted(2), charge(2), learned(2, "paid", { atMs: 310 })];
    const { metrics } = reconcile(run(98_980_000, facts));
    expect([metrics.payout_duration?.max, metrics.attempt_duration?.max]).toEqual([300, 300]);
    const open = reconcile(run(98_980_000, facts.slice(0, -1)));
    expect([open.metrics.payout_duration?.max, open.metrics.attempt_duration?.max]).toEqual([10, 10]);
  });

  it("counts with the answer where it comes before it", () => {
    const early = [sent(2), ...paidAtTheRail, called(2, "paid", { atMs: 15 }), accepted(2), charge(2)];
    expect(judged(2, early)).toEqual({ verdict: "balanced", kinds: [], told: [2, 0, 0, 0] });
    const agreed = [sent(2), ...paidAtTheRail, called(2, "paid", { atMs: 15 }), answered(2), charge(2)];
    expect(judged(2, agreed)).toEqual({ verdict: "balanced", kinds: [], told: [2, 0, 0, 0] });
  });

  it("is no proof of anything but what it says of a payout that nobody sent", () => {
    expect(judged(1, [learned(7, "paid")])).toMatchObject({ verdict: "balanced" });
  });
});

describe("a callback that comes during a retry and calls the payout refused", () => {
  const key = [
    sent(2),
    unanswered(2),
    sent(2, { attempt: 2, atMs: 30 }),
    called(2, "refused", { attempt: 2, atMs: 32 }),
  ];
  const paid = [received(2), settled(2, 1_000_000, 36)];

  it("may be about the attempt before, so a retry that is paid contradicts nothing", () => {
    const answer = answered(2, { attempt: 2, atMs: 40 });
    expect(judged(2, [...key, ...paid, answer, charge(2)], foreign)).toMatchObject({
      ...{ verdict: "balanced", kinds: [] },
    });
    const pending = accepted(2, { attempt: 2, atMs: 40 });
    expect(judged(2, [...key, ...paid, pending, charge(2)], foreign).kinds).toEqual([]);
  });

  it("ends what the answer leaves open", () => {
    const pending = accepted(2, { attempt: 2, atMs: 40 });
    expect(judged(1, [...key, ...failedAtTheRail, pending, listed(1)], foreign)).toEqual({
      ...{ verdict: "balanced", kinds: [], told: [1, 0, 1, 0] },
    });
  });
});

describe("a poll that contradicts the rail", () => {
  it("is a false success, or a false refusal", () => {
    const paid = [sent(2), ...failedAtTheRail, accepted(2), learned(2, "paid"), charge(2), refund(2)];
    expect(judged(1, paid)).toMatchObject({ verdict: "violated", kinds: ["false-success"] });
    const refused = [sent(2), ...paidAtTheRail, accepted(2), learned(2, "refused"), charge(2)];
    expect(judged(2, refused)).toMatchObject({ verdict: "violated", kinds: ["false-refusal"] });
  });

  it("is held against what was told before it as well", () => {
    const paid = [sent(2), ...paidAtTheRail, failed(2), learned(2, "paid"), charge(2)];
    expect(judged(2, paid)).toMatchObject({ kinds: ["false-refusal"], told: [1, 0, 0, 1] });
    const refused = [sent(2), ...failedAtTheRail, answered(2), learned(2, "refused"), charge(2), refund(2)];
    expect(judged(1, refused)).toMatchObject({ kinds: ["false-success"], told: [1, 0, 0, 1] });
  });
});

describe("a service that contradicts itself where nobody sees the rail", () => {
  const both = [
    [sent(2), answered(2), learned(2, "refused")],
    [sent(2), failed(2), learned(2, "paid")],
  ];

  it("leaves the outcome open, whatever the balance is", () => {
    for (const facts of both) {
      for (const charged of [1, 2])
        expect(judged(charged, [...facts, ...blind], answers)).toMatchObject({
          ...{ verdict: "inconclusive", kinds: ["outcomes-unknown"] },
        });
      expect(judged(3, [...facts, ...blind], answers)).toMatchObject({ verdict: "violated" });
    }
  });

  it("is believed in what it lists", () => {
    for (const facts of both) {
      const rows = [unread("entries"), listed(1), listed(2)];
      expect(judged(2, [...facts, ...rows], answers)).toMatchObject({ verdict: "balanced" });
    }
  });

  it("does not make a balance impossible that is either way possible", () => {
    for (const facts of both) {
      for (const charged of [1, 2]) {
        const read = seen(100_000_000 - charged * 1_020_000, 60, 70);
        expect(judged(charged, [...facts, read, ...blind], answers).kinds).not.toContain("impossible-balance");
      }
    }
  });
});

describe("a payout that the last poll calls pending", () => {
  const pending = [sent(2), ...failedAtTheRail, accepted(2), learned(2, "pending", { atMs: 800 })];

  it("is stuck where our rail is done with it and everything else has come to rest", () => {
    expect(judged(2, [...pending, charge(2)])).toMatchObject({ verdict: "stuck", kinds: ["stuck-pending"] });
    expect(judged(1, [...pending, ...blind], foreign)).toMatchObject({ verdict: "stuck", kinds: ["stuck-pending"] });
    expect(judged(2, [...pending, ...blind], foreign)).toMatchObject({ verdict: "stuck", kinds: ["stuck-pending"] });
    expect(judged(3, [...pending, ...blind], foreign)).toMatchObject({ verdict: "violated" });
  });

  it("is only a doubt where not everything has, and where nobody sees the rail", () => {
    const facts = run(98_980_000, [...good(1), ...pending, ...blind], foreign);
    expect(reconcile(restless(facts)).findings).toEqual([]);
    expect(judged(1, [sent(2), accepted(2), learned(2, "pending"), ...blind], answers)).toMatchObject({
      ...{ verdict: "inconclusive", kinds: ["stayed-pending"] },
    });
  });

  it("is not lost, and is what the list says where there is a list", () => {
    expect(judged(1, pending).kinds).toEqual(["stuck-pending"]);
    const decided = [...pending, listed(2, { state: "refused" })];
    expect(judged(1, decided)).toMatchObject({ verdict: "balanced", kinds: [] });
  });

  it("is not pending any more where a later poll finds nothing", () => {
    const lost = [...pending, learned(2, "unknown", { atMs: 850, reason: "service-error" }), listed(1)];
    expect(judged(1, lost).kinds).toEqual(["accepted-and-lost"]);
  });
});

describe("the balance during the load", () => {
  const paid = [sent(2), ...paidAtTheRail, accepted(2), learned(2, "paid", { atMs: 50 }), charge(2)];
  const refused = [sent(2), ...failedAtTheRail, accepted(2), learned(2, "refused", { atMs: 50 }), charge(2), refund(2)];

  it("is impossible where it holds what a poll has called paid before", () => {
    expect(judged(2, [...paid, seen(98_980_000, 60, 70)]).kinds).toEqual(["impossible-balance"]);
    expect(judged(2, [...paid, seen(97_960_000, 60, 70)]).kinds).toEqual([]);
  });

  it("is possible where a refund follows the refusal that a poll told of, and where the read was asked for before", () => {
    for (const msat of [98_980_000, 97_960_000]) {
      expect(judged(1, [...refused, seen(msat, 60, 70)]).kinds).toEqual([]);
      expect(judged(2, [...paid, seen(msat, 40, 70)]).kinds).toEqual([]);
    }
  });
});
