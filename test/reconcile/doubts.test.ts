import { describe, expect, it } from "vitest";
import type { AttemptAnswered, Fact, PhaseEnded, RunStarted } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import {
  answered,
  balance,
  charge,
  failed,
  good,
  listed,
  received,
  refund,
  rested,
  run,
  seen,
  sent,
  started,
  timedOut,
  unread,
} from "./facts.ts";

/** Why a balanced history of one good payout is inconclusive, once something is added to it. */
function reasons(added: readonly Fact[], but: Partial<RunStarted> = {}) {
  const { verdict, doubts } = reconcile(run(98_980_000, [...good(1), ...added], but));
  expect(verdict).toBe(doubts.length === 0 ? "balanced" : "inconclusive");
  return doubts;
}

const phase = (concurrency: number | null, mostInFlight: number): PhaseEnded => {
  return { kind: "phase-ended", atMs: 50, phase: "spike", payouts: 900, concurrency, mostInFlight };
};

describe("a run is inconclusive", () => {
  it("for no reason where everything was tried, answered and read", () => {
    expect(
      reasons([phase(1, 0), phase(1, 1), phase(20, 20), phase(null, 3)], { faults: [{ name: "timeout", planned: 0 }] }),
    ).toEqual([]);
  });

  it("when the plan already said so", () => {
    expect(reasons([], { doubts: ["1 % of 20 payouts is none"] })).toEqual(["1 % of 20 payouts is none"]);
  });

  it("when a declared fault never fired", () => {
    const faults = [
      { name: "timeout", planned: 10 },
      { name: "slow", planned: 1 },
    ];
    expect(reasons([], { faults })).toEqual([
      "timeout was to meet 10 payouts and never fired",
      "slow was to meet 1 payout and never fired",
    ]);
  });

  it("when a declared fault fired less often than planned, at a node of our own", () => {
    const fired = { kind: "fault-fired", atMs: 9, payout: 1, fault: "timeout" } as const;
    const faults = [{ name: "timeout", planned: 2 }];
    expect(reasons([fired], { faults })).toEqual(["timeout was to meet 2 payouts and fired for 1"]);
    expect(reasons([fired, fired], { faults })).toEqual([]);
  });

  it("when a timeout shows in no answer of a target, and not when it does", () => {
    const but = { oracle: "answers", faults: [{ name: "timeout", planned: 1 }] } as const;
    expect(reasons([], but)).toEqual(["timeout was to meet 1 payout and never fired"]);
    expect(reasons([sent(2), timedOut(2)], but)).toEqual([]);
    expect(reasons([], { ...but, faults: [{ name: "late-settle", planned: 1 }] })).toEqual([
      "whether late-settle happened cannot be seen in answers",
    ]);
  });

  it("when a wire fault fired less often than planned, on a target as well, for the wire is ours", () => {
    const fired = { kind: "fault-fired", atMs: 9, payout: 1, fault: "request-delayed" } as const;
    const faults = [{ name: "request-delayed", planned: 2 }];
    for (const oracle of ["node", "answers"] as const) {
      const but = { oracle, faults };
      expect(reasons([], but)).toEqual(["request-delayed was to meet 2 payouts and never fired"]);
      expect(reasons([fired], but)).toEqual(["request-delayed was to meet 2 payouts and fired for 1"]);
      expect(reasons([fired, { ...fired, payout: 2 }], but)).toEqual([]);
    }
    const late = { name: "late-settle", planned: 1 };
    const both = [fired, { ...fired, payout: 2 }, sent(2), timedOut(2)];
    expect(reasons(both, { oracle: "answers", faults: [...faults, late] })).toEqual([]);
  });

  it("when a wire fault met one payout twice and another one never, but both times explain an attempt", () => {
    const late = (attempt: number): Fact[] => [
      sent(2, { attempt }),
      { kind: "fault-fired", atMs: 19, payout: 2, fault: "request-delayed" },
      answered(2, { attempt, outcome: "unknown", reason: "client-timeout", status: 0, code: "CLIENT_TIMEOUT" }),
    ];
    const twice = [...late(1), ...late(2), sent(2, { attempt: 3 }), received(2, "failure"), failed(2, { attempt: 3 })];
    const faults = (planned: number) => [{ name: "request-delayed", planned }];
    expect(reasons(twice, { faults: faults(2) })).toEqual(["request-delayed was to meet 2 payouts and fired for 1"]);
    expect(reasons(twice, { faults: faults(1) })).toEqual([]);
  });

  it("when a target's timeouts are the only sign of a fault that does not show as a timeout", () => {
    const timeouts = [sent(2), timedOut(2)];
    const seenOf = (name: string) => reasons(timeouts, { oracle: "answers", faults: [{ name, planned: 1 }] });
    for (const name of ["timeout", "late-settle", "stuck"]) expect(seenOf(name)).toEqual([]);
    for (const name of ["failure", "slow", "lost-answer", "after-charge"])
      expect(seenOf(name).at(-1)).toBe(`whether ${name} happened cannot be seen in answers`);
  });

  it("when a phase did not reach its concurrency", () => {
    expect(reasons([phase(60, 40)])).toEqual(['phase "spike" declared 60 at once and reached 40']);
    expect(reasons([{ ...phase(60, 1), payouts: 1 }])).toEqual([
      'phase "spike" declared 60 at once and reached 1: it has only 1 payout, so raise them or lower the concurrency',
    ]);
  });

  it("when it was stopped, or the API ended unasked, or payouts are missing", () => {
    expect(reasons([{ kind: "interrupted", atMs: 40, signal: "SIGINT", limitMs: null }], { payouts: 3 })).toEqual([
      "SIGINT stopped the run before its load was complete",
    ]);
    expect(reasons([{ kind: "api-exited", atMs: 1234.5, reason: "killed by SIGKILL" }], { payouts: 3 })).toEqual([
      "the API ended unasked at +1.234 s: killed by SIGKILL",
      "2 of 3 payouts were never sent",
    ]);
  });

  it("when something had to be read and could not be", () => {
    expect(reasons([unread("payouts", { reason: "HTTP 500", absent: false })])).toEqual([
      "the payouts of shop could not be read: HTTP 500",
    ]);
    expect(reasons([unread("payouts")])).toEqual([]);
  });

  it("when it did not come to rest or did not end", () => {
    const whole = run(98_980_000, good(1));
    const without = (kind: Fact["kind"]) => reconcile(whole.filter((fact) => fact.kind !== kind)).doubts;
    expect(without("drained")).toEqual(["nothing tells whether everything came to rest"]);
    expect(without("run-ended")).toEqual(["the journal has no end: the run did not finish"]);
    expect(without("balance-read")).toEqual([
      "the opening balance of shop was not read",
      "the final balance of shop was not read",
    ]);
    expect(reasons([])).toEqual([]);
    const stuck = whole.map((fact) =>
      fact.kind === "drained" ? { ...fact, ok: false, reason: "2 payments in flight" } : fact,
    );
    expect(reconcile(stuck).doubts).toEqual(["not everything came to rest: 2 payments in flight"]);
  });

  it("when nothing was sent, answered, or put to the test", () => {
    const quiet = (...happened: Fact[]) => reconcile(run(100_000_000, happened)).doubts;
    expect(quiet()).toEqual(["no payout was sent"]);
    expect(reconcile(run(100_000_000, [], { payouts: 3 })).doubts).toEqual(["no payout was sent"]);
    expect(quiet(sent(1), timedOut(1, { reason: "no-answer", status: 0, code: "ECONNREFUSED" }))).toEqual([
      "no attempt was answered",
    ]);
    const broke = answered(1, { outcome: "refused", reason: "funds", status: 402, code: "INSUFFICIENT_BALANCE" });
    expect(quiet(sent(1), broke)).toEqual([
      "every payout was refused before it was paid, so nothing was put to the test",
    ]);
    expect(quiet(sent(1), received(1, "failure"), { ...broke, status: 500 })).toEqual([]);
    expect(quiet(sent(1), received(1, "failure"), failed(1))).toEqual([]);
    expect(quiet(sent(1), failed(1))).toEqual(["the node was never asked to pay, so nothing was put to the test"]);
    const poor = (payout: number) => [sent(payout), { ...broke, payout }];
    expect(quiet(...good(1), ...poor(2), ...poor(3), ...poor(4))).toEqual([
      "3 of 4 payouts were refused before a payment was tried",
    ]);
  });

  it("when most payouts never reached the API, and says so of few as well", () => {
    const lost = (payout: number): Fact[] => [
      sent(payout),
      { kind: "fault-fired", atMs: 12, payout, fault: "request-lost" },
      answered(payout, { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" }),
    ];
    const judged = (finalMsat: number, ...happened: readonly Fact[]) => {
      const planned = happened.filter(({ kind }) => kind === "fault-fired").length;
      const { verdict, doubts, notes } = reconcile(
        run(finalMsat, happened, { faults: [{ name: "request-lost", planned }] }),
      );
      return [verdict, doubts, notes];
    };
    expect(judged(98_980_000, ...good(1), ...lost(2))).toEqual(["balanced", [], ["1 payout never reached the API"]]);
    expect(judged(98_980_000, ...good(1), ...lost(2), ...lost(3))).toEqual([
      "inconclusive",
      ["2 of 3 payouts never reached the API, so they were not put to the test"],
      ["2 payouts never reached the API"],
    ]);
    const traces = [received(2, "failure"), { kind: "payment-rejected", atMs: 13, payout: 3, reason: "in-transition" }];
    const known = [...lost(4), charge(4), refund(4), ...lost(5), listed(5, { state: "failed" })];
    expect(judged(98_980_000, ...good(1), ...lost(2), ...lost(3), ...(traces as Fact[]), ...known)).toEqual([
      "balanced",
      [],
      [],
    ]);
  });

  it("when a crash left most payouts without an API to reach", () => {
    const refused = (payout: number): Fact[] => [
      sent(payout, { atMs: 160 }),
      answered(payout, { atMs: 161, outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNREFUSED" }),
    ];
    const crash: Fact[] = [
      { kind: "api-crashed", atMs: 150, point: "after-charge", instance: 1 },
      ...[...refused(2), ...refused(3)],
      { kind: "api-restarted", atMs: 300, instance: 1 },
    ];
    expect(reasons(crash, { faults: [{ name: "after-charge", planned: 1 }] })).toEqual([
      "2 of 3 payouts never reached the API, so they were not put to the test",
    ]);
  });

  it("when a target leaves payouts pending and only its node knows more", () => {
    const pending = [sent(2), answered(2, { outcome: "pending", status: 202 }), listed(2, { state: "pending" })];
    const facts = run(97_960_000, [sent(1), answered(1), ...pending, unread("entries")], { oracle: "answers" });
    const { verdict, doubts } = reconcile(facts);
    expect([verdict, doubts]).toEqual([
      "inconclusive",
      ["1 payout stayed pending, with an end that only the node knows"],
    ]);
  });

  it("when a balance could not be read, which is said once", () => {
    const facts = [
      started({ payouts: 1 }),
      balance("opening", 5_000),
      ...good(1),
      unread("balance", { absent: false }),
      ...rested(),
    ];
    expect(reconcile(facts).doubts).toEqual(["the balance of shop could not be read: no such call"]);
  });
});

describe("a timeout that is told again", () => {
  const twice = (between: readonly Fact[]) => [
    ...[sent(2), received(2, "timeout"), { kind: "payment-abandoned", atMs: 13, payout: 2 } as const],
    ...[
      { kind: "payment-failed", atMs: 14, payout: 2 } as const,
      { kind: "fault-fired", atMs: 13, payout: 2, fault: "timeout" } as const,
      timedOut(2),
    ],
    ...[sent(2, { attempt: 2, atMs: 30 }), ...between, timedOut(2, { attempt: 2, atMs: 40 })],
  ];
  const faults = [{ name: "timeout", planned: 1 }];

  it("is no trouble where the node was not asked again", () => {
    expect(reasons(twice([]), { faults })).toEqual([]);
  });

  it("is trouble where it repeats nothing: at the first attempt, or under a fresh key", () => {
    const first = [...twice([]), sent(3), timedOut(3)];
    expect(reasons(first, { faults })).toEqual([
      "2 attempts ended without a clear answer, and only 1 fault fired: the rest is trouble that nobody planned",
    ]);
    expect(reasons(twice([]), { faults, retryKey: "fresh" })).toEqual([
      "2 attempts ended without a clear answer, and only 1 fault fired: the rest is trouble that nobody planned",
    ]);
  });

  it("is trouble that nobody planned where it was", () => {
    const again: Fact[] = [received(2, "settle", 32), { kind: "payment-failed", atMs: 35, payout: 2 }];
    expect(reasons(twice(again), { faults })).toEqual([
      "2 attempts ended without a clear answer, and only 1 fault fired: the rest is trouble that nobody planned",
    ]);
  });
});

describe("a crash", () => {
  const crashed = (atMs: number, instance = 1): Fact => ({
    kind: "api-crashed",
    atMs,
    point: "after-charge",
    instance,
  });
  const restarted = (atMs: number, instance = 1): Fact => ({ kind: "api-restarted", atMs, instance });
  const faults = [{ name: "after-charge", planned: 1 }];
  /** An attempt that the node heard of and that has no answer, from one moment to the other. */
  const silent = (payout: number, sentMs: number, endedMs: number, code = "ECONNRESET"): Fact[] => [
    sent(payout, { atMs: sentMs }),
    received(payout, "failure", sentMs),
    answered(payout, { atMs: endedMs, outcome: "unknown", status: 0, code }),
  ];
  const trouble = (attempts: string) =>
    `${attempts} ended without a clear answer, crashes apart, and only 0 faults fired: the rest is trouble that nobody planned`;

  it("explains the attempts that got no answer while the API was down, and those whose sockets broke about then", () => {
    const before = [...silent(2, 90, 101), ...silent(3, 90, 145)];
    const within = [...silent(4, 160, 161), ...silent(5, 170, 800)];
    const after = [...silent(6, 310, 311), ...silent(7, 550, 551)];
    expect(reasons([...before, crashed(150), ...within, restarted(300), ...after], { faults })).toEqual([]);
  });

  it("explains no trouble outside of that time, and no answer that the API gave", () => {
    const early = [...silent(2, 10, 49), crashed(150), restarted(300)];
    expect(reasons(early, { faults })).toEqual([trouble("1 attempt")]);
    const late = [crashed(150), restarted(300), ...silent(2, 551, 552), ...silent(3, 900, 901)];
    expect(reasons(late, { faults })).toEqual([trouble("2 attempts")]);
    const asked = [sent(2, { atMs: 160 }), received(2, "timeout", 165)];
    const told = [crashed(150), ...asked, timedOut(2, { atMs: 170 }), restarted(300)];
    expect(reasons(told, { faults })).toEqual([trouble("1 attempt")]);
    expect(reasons([crashed(150), sent(2, { atMs: 160 }), restarted(300)], { faults })).toEqual([trouble("1 attempt")]);
  });

  it("explains a patience that ran out only where it came well before the end", () => {
    const hung = (sentMs: number, endedMs: number) =>
      reasons([...silent(2, sentMs, endedMs, "CLIENT_PATIENCE"), crashed(150), restarted(300)], { faults });
    for (const [sentMs, endedMs] of [
      [10, 140],
      [10, 150],
      [10, 249],
      [551, 900],
    ] as const)
      expect(hung(sentMs, endedMs)).toEqual([trouble("1 attempt")]);
    for (const [sentMs, endedMs] of [
      [10, 250],
      [160, 2160],
      [550, 2550],
    ] as const)
      expect(hung(sentMs, endedMs)).toEqual([]);
  });

  it("explains no attempt for a second time whose request was kept on the wire", () => {
    const kept: Fact[] = [
      sent(2, { atMs: 140 }),
      { kind: "fault-fired", atMs: 141, payout: 2, fault: "request-lost" },
      answered(2, { atMs: 142, outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" }),
    ];
    const both = [...faults, { name: "request-lost", planned: 1 }];
    const happened = (...more: readonly Fact[]) => [...kept, crashed(150), restarted(300), ...more];
    expect(reasons(happened(), { faults: both })).toEqual([]);
    expect(reasons(happened(...silent(3, 900, 901)), { faults: both })).toEqual([
      "2 attempts ended without a clear answer, crashes apart, and only 1 fault fired: the rest is trouble that nobody planned",
    ]);
  });

  it("is no trouble to those who are told that their payout is under way", () => {
    const progress = { outcome: "pending", reason: "in-progress", status: 409, code: "PAYOUT_IN_PROGRESS" } as const;
    const told = [sent(2, { atMs: 700 }), answered(2, { atMs: 701, ...progress }), sent(3), answered(3, progress)];
    expect(reasons([crashed(150), restarted(300), ...told], { faults })).toEqual([]);
  });

  it("is judged attempt by attempt: a retry long after the restart is not explained by the first sending", () => {
    const retried = [
      ...silent(2, 140, 151),
      sent(2, { attempt: 2, atMs: 700 }),
      answered(2, { attempt: 2, atMs: 710, outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" }),
    ];
    expect(reasons([crashed(150), restarted(300), ...retried], { faults })).toEqual([trouble("1 attempt")]);
  });

  it("without a restart is a doubt of its own, of each instance", () => {
    const gone = "the API did not come back after it was killed at after-charge";
    expect(reasons([crashed(150), ...silent(2, 900, 901)], { faults })).toEqual([gone]);
    const twice = [{ name: "after-charge", planned: 2 }];
    expect(reasons([crashed(150), crashed(160, 2), restarted(300, 2)], { faults: twice })).toEqual([gone]);
    expect(reasons([crashed(150), restarted(300), crashed(400), restarted(500)], { faults: twice })).toEqual([]);
  });
});

describe("a payout whose answer was lost on the wire to a target", () => {
  const fault = (name: string, atMs: number): Fact => ({ kind: "fault-fired", atMs, payout: 2, fault: name });
  const lost = (name: string): Fact[] => [
    sent(2),
    fault(name, 11),
    answered(2, { atMs: 12, outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" }),
  ];
  const judged = (name: string, finalMsat: number, ...more: readonly Fact[]) => {
    const but = { oracle: "answers", faults: [{ name, planned: 1 }] } as const;
    const { verdict, doubts } = reconcile(run(finalMsat, [...good(1), ...lost(name), ...more], but));
    return [verdict, ...doubts];
  };
  const unheard = "1 payout got no clear answer, and whether it was paid only the node knows";
  const retried = [sent(2, { attempt: 2, atMs: 30 }), answered(2, { attempt: 2, atMs: 40 })];

  it("is a doubt, whether or not it was charged", () => {
    expect(judged("answer-lost", 97_960_000, charge(2))).toEqual(["inconclusive", unheard]);
    expect(judged("answer-lost", 98_980_000)).toEqual(["inconclusive", unheard]);
  });

  it("is none once a retry was answered and the money is where the answer says", () => {
    expect(judged("answer-lost", 97_960_000, ...retried, charge(2))).toEqual(["balanced"]);
    const absent = [...retried, unread("entries")];
    expect(judged("answer-lost", 97_960_000, ...absent)).toEqual(["balanced"]);
  });

  // One key is one payout, and the retry was told that it is paid: whatever became of the first attempt, it is charged once.
  it("is none where a retry under the same key was called paid and the payout is charged twice: that is wrong already", () => {
    const facts = (...more: readonly Fact[]) =>
      run(96_940_000, [...good(1), ...lost("answer-lost"), ...retried, ...more], {
        oracle: "answers",
        faults: [{ name: "answer-lost", planned: 1 }],
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
    const fresh = run(96_940_000, [...good(1), ...lost("answer-lost"), ...retried, charge(2), charge(2)], {
      ...{ oracle: "answers", retryKey: "fresh", faults: [{ name: "answer-lost", planned: 1 }] },
    });
    expect(reconcile(fresh).doubts).toEqual([unheard]);
    expect(reconcile(fresh).findings).toEqual([]);
  });

  it("is none where the request never left: then a charge is a charge for nothing", () => {
    expect(judged("request-lost", 98_980_000)).toEqual(["balanced"]);
    expect(judged("request-lost", 97_960_000, charge(2))).toEqual(["violated"]);
  });
});

describe("a payout whose request was sent twice to a target", () => {
  const facts = (finalMsat: number, but: Partial<AttemptAnswered>, ...more: readonly Fact[]) =>
    run(
      finalMsat,
      [
        ...good(1),
        ...[sent(2), { kind: "fault-fired", atMs: 11, payout: 2, fault: "request-duplicated" } as const],
        answered(2, but),
        ...more,
      ],
      { oracle: "answers", faults: [{ name: "request-duplicated", planned: 1 }] },
    );
  const judged = (...of: Parameters<typeof facts>) => {
    const { verdict, findings, doubts } = reconcile(facts(...of));
    return [verdict, findings.map(({ kind }) => kind), doubts];
  };
  const unheard = ["1 payout got no clear answer, and whether it was paid only the node knows"];

  it("is a doubt where one copy was refused, for the other may have been carried out", () => {
    for (const [status, code] of [
      [429, "RATE_LIMIT_EXCEEDED"],
      [400, "VALIDATION_ERROR"],
      [422, "IDEMPOTENCY_KEY_REUSED"],
      [502, "PAYMENT_FAILED"],
    ] as const) {
      const refused = { outcome: "refused", status, code } as const;
      expect(judged(97_960_000, refused, charge(2), listed(2))).toEqual(["inconclusive", [], unheard]);
      expect(judged(97_960_000, refused, unread("entries"))).toEqual(["inconclusive", [], unheard]);
      expect(judged(97_960_000, refused, seen(97_960_000, 30, 31), charge(2))).toEqual(["inconclusive", [], unheard]);
    }
  });

  it("is none where the first answer says that it is paid", () => {
    expect(judged(97_960_000, {}, charge(2))).toEqual(["balanced", [], []]);
    expect(judged(96_940_000, {}, charge(2), charge(2))).toEqual(["violated", ["double-charged"], []]);
  });
});
