import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import type { Interruption } from "../../../src/domain/interruption.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { accepted, called, charge, givenUp, good, learned, plannedFault, received, run, sent } from "../facts.ts";

const timelines = (facts: readonly Fact[], finalMsat: number, but = {}) =>
  reconcile(run(finalMsat, facts, but)).findings.map(({ kind, examples }) => [
    kind,
    ...examples.map(({ timeline }) => timeline.join(" · ")),
  ]);

describe("a timeline", () => {
  it("tells what was learned later, and how", () => {
    const route: Fact = { kind: "payment-settled", atMs: 18, payout: 1, amountMsat: 1_000_000, passedOnMsat: 1_234 };
    const facts = [
      ...[sent(1), received(1), accepted(1), learned(1, "pending", { atMs: 30 }), route],
      ...[learned(1, "refused", { atMs: 80, code: "TOO_SLOW" }), called(1, "refused", { atMs: 90 })],
    ];
    expect(timelines([...facts, charge(1, 1_021_234, { enteredAtMs: 11 })], 98_978_766)).toEqual([
      [
        "false-refusal",
        "sent at +0.010 s · charged 1,021.234 at +0.011 s · node settled 1,000, and the route cost 1.234 at +0.018 s · answered 202 at +0.020 s · asked again: pending at +0.030 s · asked again: refused (TOO_SLOW) at +0.080 s · called back: refused at +0.090 s",
      ],
      [
        "false-callback",
        "sent at +0.010 s · charged 1,021.234 at +0.011 s · node settled 1,000, and the route cost 1.234 at +0.018 s · answered 202 at +0.020 s · asked again: pending at +0.030 s · asked again: refused (TOO_SLOW) at +0.080 s · called back: refused at +0.090 s",
      ],
    ]);
  });

  it.each<[Interruption, string]>([
    ["kill", "API killed (payment-received)"],
    ["terminate", "API terminated (payment-received)"],
    ["pause", "API paused for 300 ms (payment-received)"],
  ])("tells of the %s that cut an attempt off, and only there", (how, text) => {
    const crash: Fact = { kind: "api-crashed", atMs: 100, point: "payment-received", how, instance: 1 };
    const back: Fact = { kind: "api-restarted", atMs: 400, instance: 1 };
    const cut = [sent(2, { atMs: 90 }), received(2, "settle", 95), crash, back, givenUp(2, { atMs: 2_090 })];
    const facts = [...good(1), ...cut, charge(2, 1_020_000, { enteredAtMs: 92 }), charge(1)];
    const found = timelines(facts, 96_940_000, { faults: [plannedFault("payment-received")], target: "wallet" });
    expect(found).toEqual([
      [
        "charged-not-paid",
        `sent at +0.090 s · charged 1,020 at +0.092 s · ${text} at +0.100 s · caller gave up at +2.090 s · never refunded`,
      ],
      ["double-charged", expect.not.stringContaining("API")],
    ]);
  });
});
