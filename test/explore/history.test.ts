import { describe, expect, it } from "vitest";
import { findingKinds } from "../../src/domain/finding.ts";
import type { History } from "../../src/domain/history.ts";
import { plainSchedule } from "../../src/domain/schedule.ts";
import { historyOf } from "../../src/explore/history.ts";
import { answered, entry, event, finding, rail, refundedTooEarly, sent } from "./traces.ts";

const none = { late: new Map<string, number>() };

function textsOf({ events }: History): readonly string[] {
  return events.map(({ number, text }) => `${number} ${text}`);
}

describe("the history of a trace", () => {
  it("numbers its events and says what contradicts what", () => {
    const history = historyOf(refundedTooEarly, finding("paid-not-charged"), none);
    expect(textsOf(history)).toEqual([
      "1 1,000 sats",
      "2 charge −1,020",
      "3 202 pending",
      "4 takes it",
      "5 look-up: not found",
      "6 refund +1,020",
      "7 asked to pay 1,000",
      "8 settles 1,000",
    ]);
    expect(history.contradiction).toBe(
      "1,020 sats were refunded at 6 because the look-up at 5 found nothing; the rail settled payout 1 at 8, so the payee has 1,000 sats that nobody was charged for",
    );
    expect(history).toMatchObject({ kind: "paid-not-charged", payout: 1, cited: [5, 6, 8], alsoLate: [], leftOut: 0 });
  });

  it("is plain data", () => {
    const history = historyOf(refundedTooEarly, finding("paid-not-charged"), none);
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
  });

  it("says who was held back, and names those who are at no event", () => {
    const trace = [
      sent(0),
      rail(40, "payment-received", { turn: "pay 1#1" }),
      entry(45, "charged", -1, 1, { turn: "commit 1#3" }),
    ];
    const late = new Map([
      ["pay 1#1", 40],
      ["commit 1#3", 2],
      ["committed 1#3", 3],
      ["wake api1#2", 20],
      ["send 1#1", 0],
    ]);
    const history = historyOf(trace, finding("charged-not-paid"), { late });
    expect(history.events.map(({ lateMs, answerLateMs }) => [lateMs, answerLateMs])).toEqual([
      [0, 0],
      [40, 0],
      [2, 3],
    ]);
    expect(history.alsoLate).toEqual([{ name: "wake api1#2", ms: 20 }]);
  });

  it("leaves out what changes nothing for a reader", () => {
    const history = historyOf(
      [
        sent(0),
        event(1, "taken", "worker", { text: "takes it" }),
        event(1, "looked-up", "rail", { to: "worker", state: "in-flight" }),
        event(1, "put-back", "worker", { text: "leaves it for later" }),
        rail(3, "payment-received"),
        rail(4, "payment-failed"),
        event(4, "told", "rail", { to: "worker", state: "failed", text: "failed" }),
        event(5, "recorded", "service", { to: "ledger", text: "record: error" }),
      ],
      finding("charged-not-paid"),
      none,
    );
    expect(history.events.map(({ what, text }) => `${what} ${text}`)).toEqual([
      "sent 1,000 sats",
      "payment-received payment-received",
      "payment-failed payment-failed",
    ]);
  });

  it("keeps two workers that have taken the same payout, and what is left to a person", () => {
    const takes = (atMs: number, instance: string) => event(atMs, "taken", "worker", { text: "takes it", instance });
    const parked = event(4, "put-back", "worker", { text: "leaves it to a person", instance: "api2" });
    const trace = [takes(0, "api1"), takes(1, "api2"), rail(2, "payment-received", { lane: "worker" }), parked];
    const history = historyOf(trace, finding("stuck-pending"), none);
    expect(history.events.map(({ what }) => what)).toEqual(["taken", "taken", "payment-received", "put-back"]);
  });

  it("keeps an answer that contradicts the rail, or that was held back", () => {
    const broken = event(3, "told", "rail", { to: "service", state: "unknown", text: "no answer (ECONNRESET)" });
    const late = event(9, "told", "rail", { to: "service", state: "settled", text: "settled", turn: "paid 1#2" });
    const trace = [sent(0), rail(1, "payment-received"), rail(2, "payment-settled"), broken, late];
    const history = historyOf(trace, finding("false-refusal"), { late: new Map([["paid 1#2", 6]]) });
    expect(history.events.map(({ text }) => text).slice(-2)).toEqual(["no answer (ECONNRESET)", "settled"]);
  });

  it("shows only the payout itself where many have met", () => {
    const crowd = Array.from({ length: 30 }, (_, index) => sent(index, index + 2));
    const history = historyOf([...refundedTooEarly, ...crowd], finding("paid-not-charged"), none);
    expect([history.events.length, history.leftOut]).toEqual([7, 30]);
  });

  it("says what the judge has seen where the events do not show it", () => {
    for (const kind of findingKinds) {
      const { contradiction, cited } = historyOf([event(0, "other", "client")], finding(kind), plainSchedule);
      if (kind === "stuck-pending") continue;
      expect([kind, contradiction, cited]).toEqual([kind, "what the judge saw", []]);
    }
  });

  it("names no payout where none explains the finding", () => {
    const example = { key: "project_1", timeline: ["the balance moved by −5 sats"], events: [] };
    const history = historyOf([sent(0)], finding("unexplained-change", { payouts: 0, examples: [example] }), none);
    expect(history).toMatchObject({ payout: null, contradiction: "the balance moved by −5 sats" });
  });
});

describe("a contradiction in words", () => {
  const told = (kind: Parameters<typeof finding>[0], trace: Parameters<typeof historyOf>[0], more = {}) =>
    historyOf(trace, finding(kind, more), none).contradiction;
  const charge = entry(1, "charged", -1_020_000, 98_980_000);
  const refund = entry(5, "refunded", 1_020_000, 100_000_000);
  const settles = (atMs: number) => rail(atMs, "payment-settled", { amountMsat: 1_000_000 });

  it("charged-not-paid", () => {
    expect(told("charged-not-paid", [sent(0), charge, rail(2, "payment-received"), rail(9, "payment-failed")])).toBe(
      "1,020 sats were charged at 2 and never refunded, although the payment failed at 4",
    );
    const crash = event(2, "crashed", "service", { payout: null, text: "killed (after-charge)" });
    expect(told("charged-not-paid", [sent(0), charge, crash])).toBe(
      "1,020 sats were charged at 2, the service was killed at 3, and they were never refunded, although the rail was never asked to pay",
    );
  });

  it("paid-not-charged", () => {
    expect(told("paid-not-charged", [sent(0), rail(1, "payment-received"), settles(2)])).toBe(
      "the rail settled payout 1 at 3, and it was never charged",
    );
    expect(told("paid-not-charged", [sent(0), charge, settles(2), refund])).toBe(
      "the rail settled payout 1 at 3; 1,020 sats were refunded at 4, so the payee has 1,000 sats that nobody was charged for",
    );
    const gaveUp = rail(4, "payment-abandoned");
    expect(told("paid-not-charged", [sent(0), charge, gaveUp, refund, settles(9)])).toBe(
      "1,020 sats were refunded at 4 because the service gave up waiting at 3; the rail settled payout 1 at 5, so the payee has 1,000 sats that nobody was charged for",
    );
  });

  it("says no more than what the events show", () => {
    const part = entry(5, "refunded", 1_000_000, 99_980_000);
    expect(told("paid-not-charged", [sent(0), charge, settles(2), part])).toContain("1,000 sats were refunded at 4");
    const again = entry(3, "charged", -1_020_000, 97_960_000);
    expect(told("paid-not-charged", [sent(0), charge, again, refund, settles(6)])).not.toContain("nobody was charged");
    expect(told("charged-not-paid", [sent(0), charge, settles(2)])).not.toContain("settled nothing");
    expect(told("overdraft", [sent(0), entry(1, "refunded", 1_020_000, -5_000)])).not.toContain("was charged");
  });

  it("paid-not-charged, in spite of what the service was told", () => {
    const paid = event(4, "told", "rail", { to: "service", state: "settled", text: "already paid", turn: "paid 1#2" });
    const trace = [sent(0), charge, settles(2), rail(3, "payment-failed"), paid, refund];
    expect(told("paid-not-charged", trace)).toMatch(
      / refunded at 6 although the service was told at 5 that the payment had settled, so /,
    );
    const thrown = event(4, "crashed", "service", { payout: null, text: "exception (after-answer)" });
    expect(told("paid-not-charged", [sent(0), charge, settles(2), thrown, refund])).toMatch(
      / refunded at 5 because of the exception at 4, so /,
    );
    expect(told("paid-not-charged", [sent(0), sent(0, 2), charge, settles(2), thrown, refund])).toMatch(
      / refunded at 6, so /,
    );
  });

  it("gives no reason that belongs to another payout", () => {
    const other = rail(4, "payment-abandoned", { payout: 2 });
    expect(told("paid-not-charged", [sent(0), charge, other, refund, settles(9)])).toMatch(
      /^1,020 sats were refunded at 4; /,
    );
  });

  it("double-paid", () => {
    expect(told("double-paid", [sent(0), charge, settles(2), settles(3)])).toBe(
      "the rail settled payout 1 at 3 and again at 4, and only the charge at 2 stands",
    );
    const again = entry(3, "charged", -1_020_000, 97_960_000);
    expect(told("double-paid", [sent(0), charge, settles(2), again, settles(3)])).toBe(
      "the rail settled payout 1 at 3 and again at 5",
    );
    expect(told("double-paid", [sent(0), settles(2), settles(3)])).toBe(
      "the rail settled payout 1 at 2 and again at 3, and it was never charged",
    );
    expect(told("double-paid", [sent(0), charge, settles(2), refund, settles(6)])).toBe(
      "the rail settled payout 1 at 3 and again at 5, and no charge of it stands",
    );
  });

  it("double-charged", () => {
    const again = entry(3, "charged", -1_020_000, 97_960_000);
    expect(told("double-charged", [sent(0), charge, sent(2), again, settles(4)])).toBe(
      "1,020 sats were charged at 2 and again at 4; the rail settled payout 1 only once, at 5",
    );
  });

  it("wrong-amount", () => {
    const dear = entry(1, "charged", -1_030_000, 98_970_000);
    expect(told("wrong-amount", [sent(0), dear, settles(2)], { msat: -10_000 })).toBe(
      "1,030 sats were charged at 2, and by the fee rule payout 1 costs 1,020 sats",
    );
    const less = rail(2, "payment-settled", { amountMsat: 900_000 });
    expect(told("wrong-amount", [sent(0), charge, less])).toBe(
      "payout 1 was to be 1,000 sats; the rail settled 900 sats at 3",
    );
  });

  it("partly-refunded", () => {
    const part = entry(5, "refunded", 1_000_000, 99_980_000);
    expect(told("partly-refunded", [sent(0), charge, rail(2, "payment-failed"), part])).toBe(
      "1,020 sats were charged at 2, and only 1,000 sats of them were refunded at 4",
    );
  });

  it("false-refusal, false-success and false-callback", () => {
    const failed = answered(3, "502 PAYMENT_FAILED", "refused");
    expect(told("false-refusal", [sent(0), failed, settles(9)])).toBe(
      "the caller was told at 2 that payout 1 had failed; the rail settled it at 3",
    );
    expect(told("false-refusal", [sent(0), settles(2), failed])).toBe(
      "the rail settled payout 1 at 2; the caller was told at 3 that it had failed",
    );
    const paid = answered(3, "201 paid", "paid");
    expect(told("false-success", [sent(0), paid])).toBe(
      "the caller was told at 2 that payout 1 was paid; the rail settled nothing",
    );
    expect(told("false-success", [sent(0), paid, rail(4, "payment-failed")])).toBe(
      "the caller was told at 2 that payout 1 was paid; the payment failed at 3",
    );
    const callback = event(3, "told", "service", { to: "client", text: "callback: refused", outcome: "refused" });
    expect(told("false-callback", [sent(0), failed, callback, settles(9)])).toBe(
      "the caller was told at 3 that payout 1 had failed; the rail settled it at 4",
    );
  });

  it("accepted-and-lost", () => {
    expect(told("accepted-and-lost", [sent(0), answered(1, "202 pending", "pending")])).toBe(
      "the caller was told at 2 that payout 1 was pending, and nothing was ever charged or paid",
    );
  });

  it("invalid-accepted", () => {
    expect(told("invalid-accepted", [sent(0), answered(1, "201 paid", "paid")])).toBe(
      "payout 1 asked at 1 for an amount that nobody can pay, and was told at 2 that it was paid",
    );
  });

  it("overdraft", () => {
    const first = entry(1, "charged", -1_020_000, 480_000);
    const second = entry(1, "charged", -1_020_000, -540_000, { payout: 2 });
    expect(told("overdraft", [first, second], { payouts: 0 })).toBe(
      "480 sats were left at 1; payout 2 was charged 1,020 sats at 2, and the balance fell to −540",
    );
  });

  it("unexplained-change and impossible-balance", () => {
    const other = entry(2, "charged", -1_020_000, 97_960_000, { payout: 2 });
    const restore = entry(5, "restored", 2_040_000, 100_000_000);
    const trace = [sent(0), sent(0, 2), charge, other, restore];
    const cause =
      "the restore of payout 1 at 5 brought back the balance from before 3 (100,000) and with it undid the charge of payout 2 at 4";
    expect(told("unexplained-change", trace)).toBe(cause);
    expect(told("impossible-balance", trace, { payouts: 0 })).toBe(`what the judge saw: ${cause}`);
    const twice = [sent(0), charge, sent(2), { ...other, payout: 1 }, restore];
    expect(told("unexplained-change", twice)).toMatch(/ and with it undid the charge of payout 1 at 4$/);
    const honest = entry(5, "restored", 1_020_000, 100_000_000);
    expect(told("unexplained-change", [sent(0), charge, honest])).toBe("what the judge saw");
  });

  it("key-breach", () => {
    const again = entry(3, "charged", -510_000, 98_470_000);
    expect(told("key-breach", [sent(0), charge, again])).toBe(
      "1,020 sats were charged at 2, and under the same key 510 sats were charged at 3",
    );
  });

  it("stuck-pending", () => {
    const hold = entry(1, "held", -1_020_000, 98_980_000);
    const crash = event(2, "crashed", "service", { payout: null, text: "killed (after-send)" });
    expect(told("stuck-pending", [sent(0), hold, rail(2, "payment-received"), crash, settles(9)])).toBe(
      "1,020 sats were held at 2 and the service was killed at 4; the payment settled at 5, and payout 1 is still pending at the end",
    );
  });
});
