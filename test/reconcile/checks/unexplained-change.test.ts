import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { unexplainedChange } from "../../../src/reconcile/checks/unexplained-change.ts";
import {
  balance,
  charge,
  declared,
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

const hits = (finalMsat: number, ...happened: Parameters<typeof run>[1]) => [
  ...unexplainedChange(buildStatement(run(finalMsat, happened))),
];
const hit = (payout: number | null, msat: number) => ({ kind: "unexplained-change", projectId: "shop", payout, msat });

describe("unexplained-change", () => {
  it("finds nothing where nothing happened, and nothing in charges and their refunds", () => {
    expect(hits(100_000_000)).toEqual([]);
    expect(hits(98_980_000, ...good(1), sent(2), charge(2), refund(2))).toEqual([]);
  });

  it("finds a balance that moved although no entry says so", () => {
    expect(hits(101_020_000)).toEqual([hit(null, 1_020_000)]);
    expect(hits(98_000_000, ...good(1))).toEqual([hit(null, -980_000)]);
  });

  it("finds a restore that gave back more than its charge, nothing of it, or even took", () => {
    const restored = (msat: number) => [sent(1), timedOut(1), charge(1), refund(1, msat, { word: "restore" })];
    expect(hits(103_060_000, ...restored(4_080_000))).toEqual([hit(1, 3_060_000)]);
    expect(hits(98_980_000, ...restored(0))).toEqual([hit(1, -1_020_000)]);
    expect(hits(98_970_000, ...restored(-10_000))).toEqual([hit(1, -1_030_000)]);
  });

  it("finds a give-back with no charge to reverse, and two odd ones that cancel out", () => {
    expect(hits(101_020_000, sent(1), timedOut(1), refund(1))).toEqual([hit(1, 1_020_000)]);
    expect(hits(101_020_000, sent(1), timedOut(1), charge(1), refund(1), refund(1))).toEqual([hit(1, 1_020_000)]);
    const odd = [charge(1), charge(1), refund(1, 2_040_000), refund(1, 0)];
    expect(hits(100_000_000, sent(1), timedOut(1), ...odd)).toEqual([hit(1, 0)]);
  });

  it("finds nothing in a give-back of nothing where there was no charge", () => {
    expect(hits(100_000_000, sent(1), timedOut(1), refund(1, 0))).toEqual([]);
  });

  it("takes an entry of nobody that moves nothing for a remark", () => {
    expect(hits(98_980_000, ...good(1), entry(null, "day closed", 0))).toEqual([]);
    expect(hits(98_981_000, ...good(1), entry(null, "day closed", 1_000))).toEqual([hit(null, 1_000)]);
  });

  it("finds entries of nobody, even where they cancel out", () => {
    expect(hits(99_700_000, entry(null, "charge", -300_000))).toEqual([hit(null, -300_000)]);
    expect(hits(100_000_000, entry(null, "fee", -300_000), entry(null, "fee", 300_000))).toEqual([hit(null, 0)]);
    expect(hits(98_980_000, charge(7))).toEqual([hit(null, -1_020_000)]);
  });

  it("finds a charge in another project than the payout was asked of", () => {
    const bar = { projectId: "bar" };
    const happened = [
      balance("opening", 5_000_000, bar),
      sent(1),
      settled(1),
      charge(1, 1_020_000, bar),
      balance("final", 3_980_000, bar),
    ];
    expect([
      ...unexplainedChange(buildStatement(run(98_980_000, happened, { projects: declared(["shop", "bar"]) }))),
    ]).toEqual([{ kind: "unexplained-change", projectId: "bar", payout: 1, msat: -1_020_000 }, hit(null, -1_020_000)]);
  });

  it("finds a payment to somebody nobody asked to pay, which moves no balance", () => {
    expect(hits(100_000_000, received(null))).toEqual([hit(null, 0)]);
    expect(hits(100_000_000, settled(9))).toEqual([hit(null, 0)]);
    const two = run(100_000_000, [received(null)], { projects: declared(["shop", "bar"]) });
    expect([...unexplainedChange(buildStatement(two))]).toEqual([hit(null, 0)]);
  });

  it("is left with the whole drift where the entries are missing and the answers do not account for it", () => {
    expect(hits(98_979_000, sent(1), timedOut(1), unread("entries"))).toEqual([hit(null, -1_021_000)]);
    expect(hits(98_980_000, sent(1), timedOut(1), unread("entries"))).toEqual([]);
  });
});
