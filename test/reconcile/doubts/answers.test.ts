import { describe, expect, it } from "vitest";
import type { AttemptAnswered, Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  called,
  charge,
  failed,
  fired,
  gaveUp,
  givenUp,
  good,
  inProgress,
  learned,
  listed,
  neverPaid,
  plannedFault,
  received,
  refund,
  run,
  seen,
  sent,
  timedOut,
  unanswered,
  unread,
} from "../facts.ts";
import { reasons, trouble } from "./reasons.ts";

describe("an attempt without a clear answer", () => {
  it("is a doubt where nothing explains it, which tells whether the caller itself or a gateway is behind it", () => {
    const gateway = answered(3, { outcome: "unknown", reason: "gateway", status: 504 });
    const facts = [sent(2), received(2), gaveUp(2), givenUp(2), sent(3), received(3), gaveUp(3), gateway];
    expect(reasons(facts)).toEqual([trouble(2, { clientTimeouts: 1, gateway: 1 })]);
  });

  it("is one where its answer tells nothing", () => {
    const facts = [sent(2), answered(2, { outcome: "unknown", reason: "unreadable" }), received(2), gaveUp(2)];
    expect(reasons(facts)).toEqual([{ kind: "answers-unreadable", payouts: 1 }, trouble(1)]);
  });
});

describe("an attempt without a clear answer at a service that pays through our rail", () => {
  const foreign = { strategy: null, target: "http://api" } as const;
  const gateway = answered(2, { outcome: "unknown", reason: "gateway", status: 504 });
  const unreadable = answered(2, { outcome: "unknown", reason: "unreadable" });

  it("is no doubt, because rail and books know what became of it", () => {
    expect(reasons([sent(2), received(2), gaveUp(2), gateway], foreign)).toEqual([]);
    expect(reasons([sent(2), gateway], foreign)).toEqual([]);
  });

  it("is one where a success says nothing, and nothing shows what it was about", () => {
    expect(reasons([sent(2), unreadable], foreign)).toEqual([{ kind: "answers-unreadable", payouts: 1 }]);
    expect(reasons([sent(2), unreadable, listed(2, { state: "refused", word: "expired" })], foreign)).toEqual([]);
  });
});

describe("a payout whose end our rail told the service", () => {
  const foreign = { strategy: null, target: "http://api" } as const;
  const ended = (...answers: readonly Fact[]) => [sent(2), received(2), gaveUp(2), ...answers];
  const unclear = answered(2, { outcome: "unknown", reason: "service-error", code: "no_route" });
  const untold = [{ kind: "outcomes-untold", payouts: 1 }];

  it("is a doubt where no answer tells its caller", () => {
    expect(reasons(ended(unclear), foreign)).toEqual(untold);
    expect(reasons(ended(accepted(2), charge(2), refund(2)), foreign)).toEqual(untold);
    expect(reasons(ended(inProgress(2), charge(2), refund(2)), foreign)).toEqual(untold);
    const found = learned(2, "unknown", { reason: "unreadable" });
    const later = [sent(2), accepted(2), received(2), gaveUp(2), found, charge(2), refund(2)];
    expect(reasons(later, foreign)).toEqual(untold);
  });

  it("is none where an answer, a look-up or a list tells", () => {
    expect(reasons(ended(failed(2)), foreign)).toEqual([]);
    expect(reasons(ended(unclear, learned(2, "refused")), foreign)).toEqual([]);
    expect(reasons(ended(unclear, listed(2, { state: "refused", word: "failed" })), foreign)).toEqual([]);
  });

  it("is none where the service may not know it either, or did not when it answered", () => {
    const held = [
      sent(2),
      received(2, "timeout"),
      { kind: "payment-abandoned", atMs: 13, payout: 2 } as const,
      gaveUp(2),
    ];
    expect(reasons([...held, fired(2, "timeout", 13), unclear], foreign)).toEqual([]);
    expect(reasons([...held, fired(2, "timeout", 13), timedOut(2)], foreign)).toEqual([]);
    expect(reasons(ended(givenUp(2)), foreign)).toEqual([]);
    expect(reasons([sent(2), accepted(2), received(2), gaveUp(2), charge(2), refund(2)], foreign)).toEqual([]);
    const crash = { kind: "api-crashed", atMs: 13, point: "payment-failed", how: "kill", instance: 1 } as const;
    const back = { kind: "api-restarted", atMs: 14, instance: 1 } as const;
    expect(reasons(ended(crash, back, unclear), foreign).map(({ kind }) => kind)).not.toContain("outcomes-untold");
  });
});

describe("a callback", () => {
  const foreign = { strategy: null, target: "http://api" } as const;

  it("is a doubt where its state says nothing that is known", () => {
    const called1 = called(1, "unknown", { reason: "service-error", code: "done" });
    expect(reasons([called1], foreign)).toEqual([{ kind: "callbacks-unread", payouts: 1 }]);
    expect(reasons([called(1, "paid")], foreign)).toEqual([]);
  });
});

describe("a timeout that is told again", () => {
  const twice = (between: readonly Fact[]) => [
    ...[sent(2), received(2, "timeout"), { kind: "payment-abandoned", atMs: 13, payout: 2 } as const],
    ...[gaveUp(2), fired(2, "timeout", 13), timedOut(2)],
    ...[sent(2, { attempt: 2, atMs: 30 }), ...between, timedOut(2, { attempt: 2, atMs: 40 })],
  ];
  const faults = [plannedFault("timeout")];

  it("is no trouble where the rail was not asked again", () => {
    expect(reasons(twice([]), { faults })).toEqual([]);
  });

  it("is trouble where it repeats nothing: at the first attempt, or under a fresh key", () => {
    expect(reasons([...twice([]), sent(3), timedOut(3)], { faults })).toEqual([trouble(2, { fired: 1 })]);
    expect(reasons(twice([]), { faults, retryKey: "fresh" })).toEqual([trouble(2, { fired: 1 })]);
  });

  it("is trouble that nobody planned where the rail was asked again", () => {
    expect(reasons(twice([received(2, "settle", 32), gaveUp(2, 35)]), { faults })).toEqual([trouble(2, { fired: 1 })]);
  });
});

describe("a crash", () => {
  const crashed = (atMs: number, instance = 1): Fact => ({
    kind: "api-crashed",
    how: "kill",
    atMs,
    point: "after-charge",
    instance,
  });
  const restarted = (atMs: number, instance = 1): Fact => ({ kind: "api-restarted", atMs, instance });
  const faults = [plannedFault("after-charge")];
  /** An attempt that the rail heard of and that has no answer, from one moment to the other. */
  const silent = (payout: number, sentMs: number, endedMs: number, end = unanswered): Fact[] => [
    sent(payout, { atMs: sentMs }),
    received(payout, "failure", sentMs),
    end(payout, { atMs: endedMs }),
  ];
  const unexplained = (attempts: number, but = {}) => [trouble(attempts, { crashed: true, ...but })];

  it("explains the attempts that got no answer while the API was down, and those whose sockets broke about then", () => {
    const before = [...silent(2, 90, 101), ...silent(3, 90, 145)];
    const within = [...silent(4, 160, 161), ...silent(5, 170, 800)];
    const after = [...silent(6, 310, 311), ...silent(7, 550, 551)];
    expect(reasons([...before, crashed(150), ...within, restarted(300), ...after], { faults })).toEqual([]);
  });

  it("explains no trouble outside of that time, and no answer that the API gave", () => {
    expect(reasons([...silent(2, 10, 49), crashed(150), restarted(300)], { faults })).toEqual(unexplained(1));
    const late = [crashed(150), restarted(300), ...silent(2, 551, 552), ...silent(3, 900, 901)];
    expect(reasons(late, { faults })).toEqual(unexplained(2));
    const asked = [sent(2, { atMs: 160 }), received(2, "timeout", 165)];
    const told = [crashed(150), ...asked, timedOut(2, { atMs: 170 }), restarted(300)];
    expect(reasons(told, { faults })).toEqual(unexplained(1));
    expect(reasons([crashed(150), sent(2, { atMs: 160 }), restarted(300)], { faults })).toEqual(unexplained(1));
  });

  it("explains a caller who gave up only where it came well before the end", () => {
    const hung = (sentMs: number, endedMs: number) =>
      reasons([...silent(2, sentMs, endedMs, givenUp), crashed(150), restarted(300)], { faults });
    for (const [sentMs, endedMs] of [
      [10, 140],
      [10, 150],
      [10, 249],
      [551, 900],
    ] as const)
      expect(hung(sentMs, endedMs)).toEqual(unexplained(1, { clientTimeouts: 1 }));
    for (const [sentMs, endedMs] of [
      [10, 250],
      [160, 2160],
      [550, 2550],
    ] as const)
      expect(hung(sentMs, endedMs)).toEqual([]);
  });

  it("explains no attempt for a second time whose request was kept on the wire", () => {
    const kept = [sent(2, { atMs: 140 }), fired(2, "request-lost", 141), unanswered(2, { atMs: 142 })];
    const both = [...faults, plannedFault("request-lost")];
    const happened = (...more: readonly Fact[]) => [...kept, crashed(150), restarted(300), ...more];
    expect(reasons(happened(), { faults: both })).toEqual([]);
    expect(reasons(happened(...silent(3, 900, 901)), { faults: both })).toEqual(unexplained(2, { fired: 1 }));
  });

  it("is no trouble to those who are told that their payout is under way", () => {
    const told = [sent(2, { atMs: 700 }), inProgress(2, { atMs: 701 }), sent(3), inProgress(3)];
    const rows = [2, 3].map((payout) => listed(payout, { state: "refused" }));
    expect(reasons([crashed(150), restarted(300), ...told, ...rows], { faults, refusalsExpected: true })).toEqual([]);
  });

  it("is judged attempt by attempt: a retry long after the restart is not explained by the first sending", () => {
    const retried = [
      ...silent(2, 140, 151),
      ...[sent(2, { attempt: 2, atMs: 700 }), unanswered(2, { attempt: 2, atMs: 710 })],
      ...[sent(2, { attempt: 3, atMs: 720 }), failed(2, { attempt: 3, atMs: 730 })],
    ];
    expect(reasons([crashed(150), restarted(300), ...retried], { faults })).toEqual(unexplained(1));
  });

  it("without a restart is a doubt of its own, of each instance", () => {
    const gone = { kind: "not-restarted", point: "after-charge", how: "kill" };
    expect(reasons([crashed(150), ...silent(2, 900, 901)], { faults })).toEqual([gone]);
    const twice = [plannedFault("after-charge", 2)];
    expect(reasons([crashed(150), crashed(160, 2), restarted(300, 2)], { faults: twice })).toEqual([gone]);
    expect(reasons([crashed(150), restarted(300), crashed(400), restarted(500)], { faults: twice })).toEqual([]);
  });
});

describe("a payout that a target leaves open", () => {
  const judged = (finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) => {
    const facts = run(finalMsat, [...good(1), ...happened], { oracle: "answers", ...but });
    const { verdict, findings, doubts } = reconcile(facts);
    return [verdict, findings.map(({ kind, msat }) => `${kind} ${msat}`), doubts];
  };
  const open = (payouts: number, clientTimeouts = 0) => ({ kind: "outcomes-unknown", payouts, clientTimeouts });

  it("is a doubt, whether or not it was charged: neither is evidence", () => {
    for (const end of [timedOut(2), unanswered(2)]) {
      expect(judged(97_960_000, [sent(2), end, charge(2)])).toEqual(["inconclusive", [], [trouble(1), open(1)]]);
      expect(judged(98_980_000, [sent(2), end])).toEqual(["inconclusive", [], [trouble(1), open(1)]]);
      const noEntries = [sent(2), end, unread("entries")];
      for (const finalMsat of [97_960_000, 98_980_000])
        expect(judged(finalMsat, noEntries)).toEqual(["inconclusive", [], [trouble(1), open(1)]]);
    }
  });

  it("tells where only the caller's own limit of time is behind it", () => {
    const [, , doubts] = judged(98_980_000, [sent(2), givenUp(2), sent(3), timedOut(3)]);
    expect(doubts).toEqual([trouble(2, { clientTimeouts: 1 }), open(2, 1)]);
  });

  it("is violated all the same where the money is beyond all that it leaves open", () => {
    const [, findings] = judged(96_940_000, [sent(2), timedOut(2), charge(2), charge(2)]);
    expect(findings).toEqual(["double-charged -1020000"]);
    expect(judged(97_959_000, [sent(2), timedOut(2), unread("entries")])[1]).toEqual(["unexplained-change -1000"]);
    expect(judged(98_981_000, [sent(2), timedOut(2), unread("entries")])[1]).toEqual(["unexplained-change 1000"]);
  });

  it("is a doubt of its own kind where it stayed pending", () => {
    const pending = [sent(2), accepted(2), listed(2, { state: "pending" }), unread("entries")];
    for (const finalMsat of [97_960_000, 98_980_000])
      expect(judged(finalMsat, pending)).toEqual(["inconclusive", [], [{ kind: "stayed-pending", payouts: 1 }]]);
  });

  it("is decided by a late answer of its list: an honest API is not accused after a gateway gave up on it", () => {
    const gateway = answered(2, { outcome: "unknown", reason: "gateway", status: 504, code: "" });
    const completed = [sent(2), gateway, charge(2), listed(2)];
    expect(judged(97_960_000, completed)).toEqual(["inconclusive", [], [trouble(1, { gateway: 1 })]]);
    const faults = [plannedFault("timeout")];
    expect(judged(97_960_000, completed, { ...neverPaid, faults })[2]).toContainEqual({
      ...{ kind: "fault-not-fired", fault: "timeout", where: "payment", planned: 1, fired: 0 },
    });
  });

  it("is none where its timeout is declared never to pay, and then the verdict says so", () => {
    const faults = [plannedFault("timeout")];
    const facts = (finalMsat: number, ...more: Fact[]) =>
      reconcile(run(finalMsat, [...good(1), sent(2), timedOut(2), ...more], { ...neverPaid, faults }));
    const { verdict, doubts, injectedTimeouts, notes } = facts(98_980_000);
    expect([verdict, doubts, injectedTimeouts]).toEqual(["balanced", [], "never-paid"]);
    expect(notes).toEqual([
      "1 payout that ended in a payment timeout counts as not paid, because the switch that injects them is declared never to pay then",
    ]);
    expect(facts(97_960_000, charge(2)).findings.map(({ kind }) => kind)).toEqual(["charged-not-paid"]);
    // Its list calls it paid, so nothing rests on the declaration.
    expect(facts(97_960_000, charge(2), listed(2)).injectedTimeouts).toBe(null);
  });

  it("is none where a payout was taken over, and the list says that it failed under that declaration", () => {
    const faults = [plannedFault("timeout")];
    const failedLater = [sent(2), accepted(2), listed(2, { state: "failed" })];
    expect(judged(98_980_000, failedLater, { ...neverPaid, faults })).toEqual(["balanced", [], []]);
    expect(judged(98_980_000, failedLater)[2]).toEqual([open(1)]);
  });
});

describe("a payout whose answer was lost on the wire to a target", () => {
  const lost = (name: string): Fact[] => [sent(2), fired(2, name), unanswered(2, { atMs: 12 })];
  const judged = (name: string, finalMsat: number, ...more: readonly Fact[]) => {
    const but = { oracle: "answers", faults: [plannedFault(name)] } as const;
    const { verdict, doubts } = reconcile(run(finalMsat, [...good(1), ...lost(name), ...more], but));
    return [verdict, ...doubts];
  };
  const open = { kind: "outcomes-unknown", payouts: 1, clientTimeouts: 0 };
  const retried = [sent(2, { attempt: 2, atMs: 30 }), answered(2, { attempt: 2, atMs: 40 })];

  it("is a doubt, whether or not it was charged", () => {
    expect(judged("answer-lost", 97_960_000, charge(2))).toEqual(["inconclusive", open]);
    expect(judged("answer-lost", 98_980_000)).toEqual(["inconclusive", open]);
  });

  it("is none once a retry was answered and the money is where the answer says", () => {
    expect(judged("answer-lost", 97_960_000, ...retried, charge(2))).toEqual(["balanced"]);
    expect(judged("answer-lost", 97_960_000, ...retried, unread("entries"))).toEqual(["balanced"]);
  });

  // One key is one payout, and the retry was told that it is paid: whatever became of the first attempt, it is charged once.
  it("is none where a retry under the same key was called paid and the payout is charged twice: that is wrong already", () => {
    const facts = (...more: readonly Fact[]) =>
      run(96_940_000, [...good(1), ...lost("answer-lost"), ...retried, ...more], {
        oracle: "answers",
        faults: [plannedFault("answer-lost")],
      });
    for (const more of [[charge(2), charge(2)], [unread("entries")]]) {
      const { verdict, findings, doubts } = reconcile(facts(...more));
      expect([verdict, findings.map(({ kind, msat }) => [kind, msat]), doubts]).toEqual([
        "violated",
        [["double-charged", -1_020_000]],
        [],
      ]);
    }
  });

  it("stays one where the retry has a key of its own, because each of the two may be a payout", () => {
    const fresh = (finalMsat: number, ...entries: Fact[]) =>
      reconcile(
        run(finalMsat, [...good(1), ...lost("answer-lost"), ...retried, ...entries], {
          ...{ oracle: "answers", retryKey: "fresh", faults: [plannedFault("answer-lost")] },
        }),
      );
    for (const { findings, doubts } of [fresh(96_940_000, charge(2), charge(2)), fresh(97_960_000, charge(2))])
      expect([findings, doubts]).toEqual([[], [open]]);
  });

  it("is none where the request never left: then a charge is a charge for nothing", () => {
    expect(judged("request-lost", 98_980_000)).toEqual(["balanced"]);
    expect(judged("request-lost", 97_960_000, charge(2))).toEqual(["violated"]);
  });
});

describe("a payout whose request was sent twice to a target", () => {
  const facts = (finalMsat: number, but: Partial<AttemptAnswered>, ...more: readonly Fact[]) =>
    run(finalMsat, [...good(1), sent(2), fired(2, "request-duplicated"), answered(2, but), ...more], {
      oracle: "answers",
      faults: [plannedFault("request-duplicated")],
    });
  const judged = (...of: Parameters<typeof facts>) => {
    const { verdict, findings, doubts } = reconcile(facts(...of));
    return [verdict, findings.map(({ kind }) => kind), doubts];
  };
  const open = [{ kind: "outcomes-unknown", payouts: 1, clientTimeouts: 0 }];

  it("is a doubt where one copy was refused, for the other may have been carried out, unless its list says so", () => {
    for (const [reason, status, code] of [
      ["rejected", 429, "RATE_LIMIT_EXCEEDED"],
      ["rejected", 422, "IDEMPOTENCY_KEY_REUSED"],
      ["funds", 402, "INSUFFICIENT_BALANCE"],
      ["payment-failed", 502, "PAYMENT_FAILED"],
    ] as const) {
      const refused = { outcome: "refused", reason, status, code } as const;
      expect(judged(97_960_000, refused, charge(2))).toEqual(["inconclusive", [], open]);
      expect(judged(97_960_000, refused, unread("entries"))).toEqual(["inconclusive", [], open]);
      expect(judged(97_960_000, refused, seen(97_960_000, 30, 31), charge(2))).toEqual(["inconclusive", [], open]);
      expect(judged(97_960_000, refused, charge(2), listed(2))).toEqual(["balanced", [], []]);
    }
  });

  it("is none where the first answer says that it is paid", () => {
    expect(judged(97_960_000, {}, charge(2))).toEqual(["balanced", [], []]);
    expect(judged(96_940_000, {}, charge(2), charge(2))).toEqual(["violated", ["double-charged"], []]);
  });
});
