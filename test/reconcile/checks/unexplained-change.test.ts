import { describe, expect, it } from "vitest";
import { unexplainedChange } from "../../../src/reconcile/checks/unexplained-change.ts";
import { drawUp } from "../../../src/reconcile/statement.ts";
import {
  balance,
  charge,
  deposited,
  entry,
  good,
  received,
  refund,
  run,
  sent,
  settled,
  timedOut,
  unread,
} from "../facts.ts";

const hits = (finalSats: number, ...happened: Parameters<typeof run>[1]) => [
  ...unexplainedChange(drawUp(run(finalSats, happened))),
];
const hit = (payout: number | null, sats: number) => ({ kind: "unexplained-change", projectId: "shop", payout, sats });

describe("unexplained-change", () => {
  it("finds nothing where nothing happened, and nothing in charges and their refunds", () => {
    expect(hits(100_000)).toEqual([]);
    expect(hits(98_980, ...good(1), sent(2), charge(2), refund(2))).toEqual([]);
  });

  it("finds a balance that moved although no entry says so", () => {
    expect(hits(101_020)).toEqual([hit(null, 1020)]);
    expect(hits(98_000, ...good(1))).toEqual([hit(null, -980)]);
  });

  it("finds a restore that gave back more than its charge, less, nothing, or even took", () => {
    const restored = (sats: number) => [sent(1), timedOut(1), charge(1), entry(1, "restore", sats)];
    expect(hits(103_060, ...restored(4080))).toEqual([hit(1, 3060)]);
    expect(hits(98_990, ...restored(10))).toEqual([hit(1, -1010)]);
    expect(hits(98_980, ...restored(0))).toEqual([hit(1, -1020)]);
    expect(hits(98_970, ...restored(-10))).toEqual([hit(1, -1030)]);
  });

  it("finds a give-back with no charge to reverse, and two odd ones that cancel out", () => {
    expect(hits(101_020, sent(1), timedOut(1), refund(1))).toEqual([hit(1, 1020)]);
    expect(hits(101_020, sent(1), timedOut(1), charge(1), refund(1), refund(1))).toEqual([hit(1, 1020)]);
    const odd = [charge(1), charge(1), refund(1, 1030), refund(1, 1010)];
    expect(hits(100_000, sent(1), timedOut(1), ...odd)).toEqual([hit(1, 0)]);
  });

  it("finds nothing in a give-back of nothing where there was no charge", () => {
    expect(hits(100_000, sent(1), timedOut(1), refund(1, 0))).toEqual([]);
  });

  it("takes an entry of nobody that moves nothing for a remark", () => {
    expect(hits(98_980, ...good(1), entry(null, "day closed", 0))).toEqual([]);
    expect(hits(98_981, ...good(1), entry(null, "day closed", 1))).toEqual([hit(null, 1)]);
  });

  it("knows a deposit of the harness by its amount, before and after the opening balance", () => {
    const early = { ...deposited(500), atMs: 0 };
    const [first, ...rest] = run(100_700, [deposited(700), entry(null, "topup", 500), entry(null, "deposit", 700)]);
    expect([...unexplainedChange(drawUp(first === undefined ? [] : [first, early, ...rest]))]).toEqual([]);
    expect(hits(100_600, deposited(700), entry(null, "deposit", 600))).toEqual([hit(null, -100)]);
  });

  it("finds entries of nobody, even where they cancel out", () => {
    expect(hits(99_700, entry(null, "charge", -300))).toEqual([hit(null, -300)]);
    expect(hits(100_000, entry(null, "fee", -300), entry(null, "fee", 300))).toEqual([hit(null, 0)]);
    expect(hits(98_980, charge(7))).toEqual([hit(null, -1020)]);
  });

  it("finds a charge in another project than the payout was asked of", () => {
    const bar = { projectId: "bar" };
    const happened = [
      balance("opening", 5000, bar),
      sent(1),
      settled(1),
      charge(1, 1020, bar),
      balance("final", 3980, bar),
    ];
    expect([...unexplainedChange(drawUp(run(98_980, happened, { projectIds: ["shop", "bar"] })))]).toEqual([
      { kind: "unexplained-change", projectId: "bar", payout: 1, sats: -1020 },
      hit(null, -1020),
    ]);
  });

  it("finds a payment to somebody nobody asked to pay, which moves no balance", () => {
    expect(hits(100_000, received(null))).toEqual([hit(null, 0)]);
    expect(hits(100_000, settled(9))).toEqual([hit(null, 0)]);
    const two = run(100_000, [received(null)], { projectIds: ["shop", "bar"] });
    expect([...unexplainedChange(drawUp(two))]).toEqual([hit(null, 0)]);
  });

  it("is left with the whole drift where the entries are missing and the answers do not account for it", () => {
    expect(hits(98_979, sent(1), timedOut(1), unread("entries"))).toEqual([hit(null, -1021)]);
    expect(hits(98_980, sent(1), timedOut(1), unread("entries"))).toEqual([]);
  });
});
