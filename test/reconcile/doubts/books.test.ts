import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  balance,
  entry,
  gaveUp,
  good,
  listed,
  neverPaid,
  received,
  rested,
  run,
  seen,
  sent,
  settled,
  started,
  unread,
} from "../facts.ts";
import { reasons } from "./reasons.ts";

describe("the books", () => {
  it("are a doubt where something had to be read and could not be, and none where it is not offered", () => {
    const failure = unread("payouts", { reason: "HTTP 500", absent: false });
    expect(reasons([failure])).toEqual([
      { kind: "read-failed", what: "payouts", projectId: "shop", reason: "HTTP 500" },
    ]);
    expect(reasons([unread("payouts")])).toEqual([]);
    expect(reasons([unread("entries")])).toEqual([]);
  });

  it("are one where the entries were offered before the load and not at the end", () => {
    const lost = (...facts: readonly Fact[]) => {
      const [first, opening, ...rest] = run(98_980_000, good(1));
      const whole = [first, opening, ...facts, ...rest].flatMap((fact) => fact ?? []);
      return reconcile(whole.filter(({ kind }) => kind !== "entry-read").toSpliced(-3, 0, unread("entries"))).doubts;
    };
    expect(lost()).toEqual([{ kind: "entries-lost", projectId: "shop" }]);
    expect(lost(unread("entries", { atMs: 2 }))).toEqual([]);
  });

  it("are one, and accuse nobody, where others moved the balance of a target meanwhile, such as a late refund of an earlier run", () => {
    const late = entry(null, "refund", 1_020_000, { isOfOthers: true });
    const on = (target: string | null) => reconcile(run(100_000_000, [...good(1), late], { target }));
    expect([on("http://shop").findings, on("http://shop").doubts]).toEqual([
      [],
      [{ kind: "entries-of-others", projectId: "shop", entries: 1 }],
    ]);
    expect(on(null).findings.map(({ kind }) => kind)).toEqual(["unexplained-change"]);
  });

  it("are one, and accuse nobody, where a target names payouts in them in a way of its own, and where others move the balance during the load", () => {
    const own = [entry(null, "charge", -1_020_000, { isOfOthers: true })];
    for (const oracle of ["rail", "answers"] as const) {
      const paid = [sent(1), received(1), settled(1), answered(1), ...own];
      const { findings, doubts, metrics } = reconcile(run(98_980_000, paid, { target: "http://shop", oracle }));
      expect([findings, doubts]).toEqual([[], [{ kind: "entries-unmatched", projectId: "shop", entries: 1 }]]);
      expect(metrics["balance_mismatches"]).toBeUndefined();
    }
    const refunded = entry(null, "refund", 1_020_000, { isOfOthers: true });
    const meanwhile = [sent(1, { atMs: 10 }), seen(101_020_000, 30, 31), ...good(1).slice(1), refunded];
    const { findings, verdict } = reconcile(run(100_000_000, meanwhile, { target: "http://shop" }));
    expect([verdict, findings]).toEqual(["inconclusive", []]);
  });

  it("are one where a balance was not read, or could not be, which is said once", () => {
    const facts = (...more: readonly Fact[]) => [started({ payouts: 1 }), ...good(1), ...more, ...rested()];
    expect(reconcile(facts()).doubts).toEqual([
      { kind: "balance-not-read", projectId: "shop", when: "opening" },
      { kind: "balance-not-read", projectId: "shop", when: "final" },
    ]);
    const failed = [balance("opening", 100_000_000), unread("balance", { absent: false })];
    expect(reconcile([started({ payouts: 1 }), ...failed, ...good(1), ...rested()]).doubts).toEqual([
      { kind: "read-failed", what: "balance", projectId: "shop", reason: "no such call" },
    ]);
  });

  it("are one on a target where several entries name no payout of this run", () => {
    const nameless = [sent(1), answered(1), entry(null, "debit", -1_000_000), entry(null, "debit", -20_000)];
    expect(reconcile(run(98_980_000, nameless, neverPaid)).doubts).toEqual([
      { kind: "entries-unmatched", projectId: "shop", entries: 2 },
    ]);
  });

  it("are one where payouts are listed under words that nobody knows, at the end and with the words", () => {
    const taken = (payout: number) => [sent(payout), received(payout), gaveUp(payout), accepted(payout)];
    const called = (payout: number, word: string) => listed(payout, { state: "unknown", word });
    const facts = [...taken(2), called(2, "processing"), ...taken(3), called(3, "processing"), ...taken(4)];
    const doubt = { kind: "states-unknown", payouts: 3, words: ["processing", "paused"] };
    expect(reasons([...facts, called(4, "paused")])).toEqual([doubt]);
    const decided = [2, 3, 4].map((payout) => listed(payout, { state: "refused" }));
    expect(reasons([...facts, called(4, "paused"), ...decided])).toEqual([]);
  });
});
