import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  answered,
  balance,
  charge,
  declared,
  entry,
  failed,
  fired,
  listed,
  notReported,
  received,
  refund,
  run,
  sent,
  settled,
  timedOut,
  unanswered,
  unread,
} from "../facts.ts";

/** Every story of a history, by the kind of its finding. */
function stories(finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  const { findings } = reconcile(run(finalMsat, happened, but));
  return Object.fromEntries(
    findings.map(({ kind, examples }) => [kind, examples.map(({ timeline }) => timeline.join(" · "))]),
  );
}

const abandoned = (atMs: number): Fact => ({ kind: "payment-abandoned", atMs, payout: 1 });
const gaveUp = (atMs: number): Fact => ({ kind: "payment-failed", atMs, payout: 1 });

describe("a story", () => {
  it("of the bug: charged, timed out, never refunded", () => {
    const happened = [
      ...[sent(1, { atMs: 30.2 }), received(1, "timeout", 31.9), abandoned(131), gaveUp(131.4)],
      ...[timedOut(1, { atMs: 133 }), charge(1, 1_020_000, { enteredAtMs: 31 })],
    ];
    expect(stories(98_980_000, happened)).toEqual({
      "charged-not-paid": [
        "sent at +0.030 s · charged 1,020 at +0.031 s · answered 504 PAYMENT_TIMEOUT at +0.133 s · node gave up at +0.131 s · never refunded",
      ],
    });
  });

  it("is told moment by moment as well, each with who saw it and when, in the same order", () => {
    const happened = [
      ...[sent(1, { atMs: 30.2 }), received(1, "timeout", 31.9), abandoned(131), gaveUp(131.4)],
      ...[timedOut(1, { atMs: 133 }), charge(1, 1_020_000, { enteredAtMs: 31, balanceAfterMsat: -20_000 })],
    ];
    const { findings } = reconcile(run(98_980_000, happened));
    const examples = findings.flatMap((finding) => (finding.kind === "charged-not-paid" ? finding.examples : []));
    expect(examples.map(({ events }) => events)).toEqual([
      [
        { atMs: 30.2, by: "client", text: "sent" },
        { atMs: 31, by: "ledger", text: "charged 1,020, leaving −20" },
        { atMs: 133, by: "client", text: "answered 504 PAYMENT_TIMEOUT" },
        { atMs: 131.4, by: "node", text: "node gave up" },
        { atMs: null, by: "ledger", text: "never refunded" },
      ],
    ]);
    expect(examples[0]?.timeline[1]).toBe("charged 1,020 at +0.031 s, leaving −20");
  });

  it("is the same whichever of two things that chance puts in order came first", () => {
    const told = [130, 136].map((endedMs) =>
      stories(98_980_000, [
        ...[
          sent(1, { atMs: 30.2 }),
          received(1, "timeout", 31.9),
          abandoned(129),
          gaveUp(endedMs),
          timedOut(1, { atMs: 133 }),
        ],
        ...[charge(1, 1_020_000, { enteredAtMs: 31 }), refund(1, 20_000, { enteredAtMs: endedMs === 130 ? 128 : 134 })],
      ])["partly-refunded"]?.map((story) => story.replaceAll(/ at \+[\d.]+ s/g, "")),
    );
    expect(told[0]).toEqual(["sent · charged 1,020 · refunded 20 · answered 504 PAYMENT_TIMEOUT · node gave up"]);
    expect(told[1]).toEqual(told[0]);
  });

  it("of the wrong fix: refunded at the timeout, settled afterwards", () => {
    const happened = [
      ...[sent(1, { atMs: 30 }), abandoned(131), timedOut(1, { atMs: 135 }), settled(1, 1_000_000, 150)],
      ...[charge(1, 1_020_000, { enteredAtMs: 31 }), refund(1, 1_020_000, { enteredAtMs: 133 })],
    ];
    expect(stories(100_000_000, happened)).toEqual({
      "paid-not-charged": [
        "sent at +0.030 s · charged 1,020 at +0.031 s · API disconnected from the node at +0.131 s · refunded 1,020 at +0.133 s · " +
          "answered 504 PAYMENT_TIMEOUT at +0.135 s · node settled 1,000 at +0.150 s · never charged again",
      ],
    });
  });

  it("of a snapshot that was restored in company", () => {
    const happened = [
      ...[sent(1), gaveUp(110), timedOut(1, { atMs: 120 })],
      ...[charge(1, 1_020_000, { enteredAtMs: 11 }), refund(1, 4_080_000, { word: "restore", enteredAtMs: 119 })],
    ];
    expect(stories(103_060_000, happened)).toEqual({
      "unexplained-change": [
        "sent at +0.010 s · charged 1,020 at +0.011 s · node gave up at +0.110 s · refunded 4,080 (restore) at +0.119 s · " +
          "answered 504 PAYMENT_TIMEOUT at +0.120 s",
      ],
    });
  });

  it("of a retry is whole, and one of many retries keeps its beginning and its end", () => {
    const happened = [
      ...[sent(1), abandoned(110), timedOut(1, { atMs: 120 }), settled(1, 1_000_000, 130)],
      ...[
        sent(1, { attempt: 2, atMs: 140 }),
        answered(1, {
          attempt: 2,
          atMs: 150,
          outcome: "unknown",
          reason: "client-timeout",
          status: 0,
          code: "CLIENT_TIMEOUT",
        }),
      ],
      ...[
        sent(1, { attempt: 3, atMs: 160 }),
        answered(1, { attempt: 3, atMs: 170, outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" }),
      ],
      ...[charge(1, 1_020_000, { enteredAtMs: 11 }), charge(1, 1_020_000, { enteredAtMs: 139 })],
    ];
    expect(stories(97_960_000, happened)).toEqual({
      "double-charged": [
        "sent at +0.010 s · charged 1,020 at +0.011 s · API disconnected from the node at +0.110 s · answered 504 PAYMENT_TIMEOUT at +0.120 s · " +
          "… 3 more · caller gave up at +0.150 s · sent again at +0.160 s · no answer (ECONNRESET) at +0.170 s · never refunded",
      ],
    });
    expect(
      stories(
        97_960_000,
        happened.filter((fact) => !("attempt" in fact) || fact.attempt !== 3),
      ),
    ).toEqual({
      "double-charged": [
        "sent at +0.010 s · charged 1,020 at +0.011 s · API disconnected from the node at +0.110 s · answered 504 PAYMENT_TIMEOUT at +0.120 s · " +
          "node settled 1,000 at +0.130 s · sent again at +0.140 s · charged 1,020 at +0.139 s · caller gave up at +0.150 s · never refunded",
      ],
    });
  });

  it("of an attempt that was never answered, with entries that have no stamp and words of their own", () => {
    const happened = [
      ...[sent(1), { kind: "payment-rejected", atMs: 14, payout: 1, reason: "already-paid" } as const],
      ...[
        entry(1, "hold", -1_020_000),
        entry(1, "confirm", 0),
        entry(1, "unhold", 1_000_000, { balanceAfterMsat: -5_000 }),
      ],
    ];
    expect(stories(99_980_000, happened)).toEqual({
      overdraft: [
        "sent at +0.010 s · held 1,020 · node refused it (already-paid) at +0.014 s · credited 1,000 (unhold), leaving −5 · never answered",
      ],
      "partly-refunded": [
        "sent at +0.010 s · held 1,020 · node refused it (already-paid) at +0.014 s · credited 1,000 (unhold), leaving −5 · never answered",
      ],
    });
  });

  it("of a stuck payout ends with what nobody decided", () => {
    const pending = listed(1, { state: "pending" });
    const held = entry(1, "hold", -1_020_000, { enteredAtMs: 11 });
    const begun = [sent(1), received(1), gaveUp(13), answered(1, { outcome: "pending", status: 202 }), held];
    const told = "sent at +0.010 s · held 1,020 at +0.011 s · node gave up at +0.013 s · answered 202 at +0.020 s";
    expect(stories(98_980_000, [...begun, pending])).toEqual({
      "stuck-pending": [`${told} · held and never resolved`],
    });
    const released = entry(1, "release", 1_020_000, { enteredAtMs: 40 });
    expect(stories(100_000_000, [...begun, released, pending])).toEqual({
      "stuck-pending": [`${told} · hold released: 1,020 at +0.040 s · never resolved`],
    });
    expect(stories(100_000_000, [...begun, pending, unread("entries")])["stuck-pending"]).toEqual([
      `${told} · never resolved`,
    ]);
  });

  it("tells faults on the wire where they struck, and no fault of the node a second time", () => {
    const struck = (fault: string, atMs: number) => fired(1, fault, atMs);
    const reset = { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" } as const;
    const happened = [
      ...[sent(1), struck("request-lost", 10), answered(1, { ...reset, atMs: 12 })],
      ...[sent(1, { attempt: 2, atMs: 30 }), struck("request-delayed", 30.1), struck("request-duplicated", 30.2)],
      ...[charge(1, 1_020_000, { enteredAtMs: 30 }), charge(1, 1_020_000, { enteredAtMs: 31 }), struck("timeout", 32)],
      ...[struck("answer-lost", 40), answered(1, { ...reset, attempt: 2, atMs: 40.5 })],
    ];
    expect(stories(97_960_000, happened)).toEqual({
      "charged-not-paid": [
        "sent at +0.010 s · request lost on the wire at +0.010 s · no answer (ECONNRESET) at +0.012 s · sent again at +0.030 s · " +
          "… 3 more · charged 1,020 at +0.031 s · answer lost on the wire at +0.040 s · no answer (ECONNRESET) at +0.041 s · never refunded",
      ],
    });
    expect(stories(97_960_000, happened.slice(3))).toEqual({
      "charged-not-paid": [
        "sent again at +0.030 s · request delayed on the wire at +0.030 s · request duplicated on the wire at +0.030 s · " +
          "charged 1,020 at +0.030 s · charged 1,020 at +0.031 s · answer lost on the wire at +0.040 s · " +
          "no answer (ECONNRESET) at +0.041 s · never refunded",
      ],
    });
  });

  it("of a payout that was never charged, and of one charged elsewhere", () => {
    const bar = { projectId: "bar", enteredAtMs: 13 };
    const happened = [
      ...[balance("opening", 2_000_000, { projectId: "bar" }), balance("final", 980_000, { projectId: "bar" })],
      ...[sent(1), settled(1), answered(1), charge(1, 1_020_000, bar)],
    ];
    const story =
      "sent at +0.010 s · charged 1,020 in bar at +0.013 s · node settled 1,000 at +0.015 s · answered 201 at +0.020 s · never charged";
    expect(stories(100_000_000, happened, { projects: declared(["shop", "bar"]) })).toEqual({
      "paid-not-charged": [story],
      "unexplained-change": [story],
    });
  });

  it("of a broken key names the payouts behind it", () => {
    const happened = [
      ...[
        sent(1),
        failed(1, { payoutId: "a" }),
        sent(1, { atMs: 30, attempt: 2 }),
        failed(1, { atMs: 40, attempt: 2, payoutId: "b" }),
      ],
      ...[received(1), listed(1, { payoutId: "b", state: "failed" })],
    ];
    expect(stories(100_000_000, happened)).toEqual({
      "key-breach": [
        "sent at +0.010 s · answered 502 PAYMENT_FAILED as a at +0.020 s · sent again at +0.030 s · " +
          "answered 502 PAYMENT_FAILED as b at +0.040 s · listed as b: error, 1,000 in shop",
      ],
    });
  });

  it("of a project says what moved its balance", () => {
    const strays = [entry(null, "fee", -300_000), entry(null, "fee", -12_000_000), received(null), settled(null)];
    expect(stories(88_720_000, strays)).toEqual({
      "unexplained-change": [
        "2 entries of no payout of this run moved the balance by −12,300 sats · " +
          "the node was asked for 1 payment of no payout of this run and settled 1 · " +
          "the balance moved by +1,020 sats and no entry explains it",
      ],
    });
    const bar = [balance("opening", 5_000, { projectId: "bar" }), balance("final", 4_000, { projectId: "bar" })];
    expect(stories(100_000_000, [received(null), ...bar], { projects: declared(["shop", "bar"]) })).toEqual({
      "unexplained-change": [
        "the node was asked for 1 payment of no payout of this run and settled 0",
        "the balance moved by −1 sats and no entry explains it",
      ],
    });
    expect(stories(-5_000, [unread("entries")])).toEqual({
      overdraft: ["the balance was −5 sats at +0.910 s"],
      "unexplained-change": ["the balance moved by −100,005 sats and neither answers nor settlements explain it"],
    });
  });

  it("of many attempts that nobody answered counts them, and tells what moved money", () => {
    const silent = (attempt: number) => [
      sent(1, { attempt, atMs: attempt * 10 }),
      answered(1, {
        attempt,
        atMs: attempt * 10 + 1,
        outcome: "unknown",
        reason: "no-answer",
        status: 0,
        code: "ECONNREFUSED",
      }),
    ];
    const happened = [
      ...[sent(1, { atMs: 1 }), received(1, "settle", 3), settled(1, 1_000_000, 4)],
      answered(1, { atMs: 5, outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET" }),
      ...[2, 3, 4, 5, 6].flatMap(silent),
      ...[sent(1, { attempt: 7, atMs: 70 }), failed(1, { attempt: 7, atMs: 75 })],
      ...[charge(1, 1_020_000, { enteredAtMs: 2 }), refund(1, 1_020_000, { enteredAtMs: 74 })],
    ];
    expect(stories(100_000_000, happened)["paid-not-charged"]).toEqual([
      "sent at +0.001 s · charged 1,020 at +0.002 s · node settled 1,000 at +0.004 s · no answer (ECONNRESET) at +0.005 s · … 5 attempts without an answer · sent again at +0.070 s · refunded 1,020 at +0.074 s · answered 502 PAYMENT_FAILED at +0.075 s · never charged again",
    ]);
  });

  it("has no time for what nobody told of", () => {
    const happened = [sent(1), notReported(1, { atMs: 800 }), charge(1, 1_020_000, { enteredAtMs: 31 })];
    const again = [unanswered(1), sent(1, { atMs: 40, attempt: 2 }), notReported(1, { atMs: 800, attempt: 2 })];
    expect([stories(98_980_000, happened), stories(98_980_000, [sent(1), ...again, charge(1)])]).toEqual([
      { "charged-not-paid": ["sending not reported · charged 1,020 at +0.031 s · never refunded"] },
      {
        "charged-not-paid": [
          "sent at +0.010 s · charged 1,020 · no answer (ECONNRESET) at +0.020 s · sending not reported · never refunded",
        ],
      },
    ]);
  });
});
