import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { stuckPending } from "../../../src/reconcile/checks/stuck-pending.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  answered,
  charge,
  entry,
  failed,
  good,
  listed,
  planned,
  plannedFault,
  received,
  refund,
  restless,
  run,
  sent,
  settled,
  timedOut,
  unread,
} from "../facts.ts";

const pending = (payout: number) => listed(payout, { state: "pending" });
const held = (payout: number) => entry(payout, "hold", -1_020_000);
const gaveUp = (payout: number): Fact => ({ kind: "payment-failed", atMs: 130, payout });
const accepted = (payout: number) => answered(payout, { outcome: "pending", status: 202 });

const hits = (...happened: readonly Fact[]) => [...stuckPending(buildStatement(run(0, happened)))];
const hit = (payout: number, msat: number) => ({ kind: "stuck-pending", projectId: "shop", payout, msat });

/** A payout whose hold nobody resolved, in a run that was told to fail that way. */
const stuck = [sent(2), received(2, "failure"), gaveUp(2), accepted(2), held(2), pending(2)];

/** What a run comes to: its verdict, its findings with their shares, and its doubts. */
function judged(finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  const { verdict, findings, doubts } = reconcile(run(finalMsat, happened, but));
  return [verdict, findings.map(({ kind, msat }) => `${kind} ${msat}`), doubts];
}

describe("stuck-pending", () => {
  it("finds nothing where nothing was sent, and nothing where every payout was decided", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1), listed(1), sent(2), failed(2), listed(2, { state: "failed" }))).toEqual([]);
    expect(hits(sent(1), accepted(1), listed(1, { state: "refused" }))).toEqual([]);
  });

  it("finds a payout that is still pending although the node is through, and what it keeps", () => {
    expect(hits(...stuck)).toEqual([hit(2, -1_020_000)]);
  });

  it("keeps one charge for each row that is open, and what was charged beyond that is wrong already", () => {
    const again = [sent(2), timedOut(2), charge(2), sent(2, { attempt: 2 }), timedOut(2, { attempt: 2 }), charge(2)];
    const trouble = { faults: [plannedFault("timeout", 2)] };
    const fired: Fact[] = [1, 2].map((atMs) => ({
      kind: "fault-fired",
      atMs,
      payout: 2,
      fault: "timeout",
      delivered: null,
    }));
    expect(judged(96_940_000, [...good(1), ...again, ...fired, received(2), gaveUp(2), pending(2)], trouble)).toEqual([
      "violated",
      ["charged-not-paid -1020000", "stuck-pending -1020000"],
      [],
    ]);
    const third = [sent(2, { attempt: 3 }), timedOut(2, { attempt: 3 }), charge(2)];
    const rows = [
      ...[listed(2, { payoutId: "a", state: "failed" }), listed(2, { payoutId: "b", key: "k_2_r2", state: "failed" })],
      listed(2, { payoutId: "c", key: "k_2_r3", state: "pending" }),
    ];
    const [verdict, findings] = judged(95_920_000, [...good(1), ...again, ...third, ...rows], { retryKey: "fresh" });
    expect([verdict, findings]).toEqual(["violated", ["charged-not-paid -2040000", "stuck-pending -1020000"]]);
  });

  it("keeps no charge of a payout whose caller was told how it ended, whatever its row says", () => {
    expect(judged(97_960_000, [...good(1), sent(2), received(2), gaveUp(2), failed(2), charge(2), pending(2)])).toEqual(
      ["violated", ["charged-not-paid -1020000", "stuck-pending 0"], []],
    );
    const paid = [sent(2), received(2), settled(2), answered(2), charge(2), charge(2), pending(2)];
    for (const retryKey of ["same", "fresh"] as const)
      expect(judged(96_940_000, [...good(1), ...paid], { retryKey })).toEqual([
        "violated",
        ["double-charged -1020000", "stuck-pending 0"],
        [],
      ]);
  });

  it("accuses nobody of a word that nobody knows: it may be no end, and a doubt names it", () => {
    const begun = [sent(1), received(1), accepted(1), held(1)];
    const called = (word: string) => listed(1, { state: "unknown", word });
    const doubt = (word: string) => [{ kind: "states-unknown", payouts: 1, words: [word] }];
    expect(hits(...begun, settled(1), called("settled"))).toEqual([]);
    expect(judged(98_980_000, [...begun, settled(1), called("settled")])).toEqual([
      "inconclusive",
      [],
      doubt("settled"),
    ]);
    const unpaid = [...begun, gaveUp(1), called("processing")];
    expect(judged(100_000_000, [...unpaid, entry(1, "release", 1_020_000)])[1]).toEqual([]);
    expect(judged(98_980_000, unpaid)).toEqual(["inconclusive", [], doubt("processing")]);
    // The caller was told how it ended, whatever its row is called.
    const told = [sent(1), received(1), failed(1), held(1), gaveUp(1), called("processing")];
    expect(judged(98_980_000, told)[1]).toEqual(["charged-not-paid -1020000"]);
  });

  it("keeps nothing where the money is where it belongs: settled and charged, or given back, or never taken", () => {
    expect(hits(sent(1), received(1), settled(1), accepted(1), held(1), pending(1))).toEqual([hit(1, 0)]);
    expect(hits(sent(1), accepted(1), held(1), entry(1, "release", 1_020_000), pending(1))).toEqual([hit(1, 0)]);
    expect(hits(sent(1), accepted(1), pending(1))).toEqual([hit(1, 0)]);
  });

  it("keeps what is missing where no entries tell, unless the caller was told how it ended", () => {
    expect(hits(...stuck, unread("entries"))).toEqual([hit(2, -1_020_000)]);
    const told = [sent(2), received(2), gaveUp(2), failed(2), pending(2), unread("entries")];
    expect(judged(97_960_000, [...good(1), ...told])[1]).toEqual(["unexplained-change -1020000", "stuck-pending 0"]);
  });

  it("finds a stuck attempt behind a paid one under a fresh key, and goes by the last reading under one key", () => {
    const rows = [listed(1, { payoutId: "a", state: "pending" }), listed(1, { payoutId: "b", key: "k_1_r2" })];
    const happened = [
      ...[sent(1), timedOut(1), held(1)],
      ...[sent(1, { attempt: 2 }), received(1), settled(1), answered(1, { attempt: 2 }), charge(1)],
    ];
    const fresh = (...order: readonly Fact[]) => [
      ...stuckPending(buildStatement(run(0, [...happened, ...order], { retryKey: "fresh" }))),
    ];
    expect([fresh(...rows), fresh(...rows.toReversed())]).toEqual([[hit(1, -1_020_000)], [hit(1, -1_020_000)]]);
    expect(hits(sent(1), accepted(1), pending(1), listed(1))).toEqual([]);
  });

  it("accuses nobody where it is not known: a payment in flight, a drain that did not end, a node that is not ours", () => {
    expect(hits(sent(1), received(1, "stuck"), accepted(1), held(1), pending(1))).toEqual([]);
    const moving = restless(run(0, stuck));
    expect([...stuckPending(buildStatement(moving))]).toEqual([]);
    expect(reconcile(moving).findings.map(({ kind }) => kind)).not.toContain("charged-not-paid");
    expect([...stuckPending(buildStatement(run(0, stuck, { oracle: "answers" })))]).toEqual([]);
  });
});

describe("the verdict stuck", () => {
  it("is that of a run in which nothing else is wrong, and the whole drift is the hold", () => {
    expect(judged(97_960_000, [...good(1), ...stuck])).toEqual(["stuck", ["stuck-pending -1020000"], []]);
    expect(
      judged(97_960_000, [...good(1), sent(2), received(2), settled(2), accepted(2), held(2), pending(2)]),
    ).toEqual(["stuck", ["stuck-pending 0"], []]);
  });

  it("is worse than inconclusive and better than violated", () => {
    const doubts = { doubts: [planned] };
    expect(judged(97_960_000, [...good(1), ...stuck], doubts)).toEqual([
      "stuck",
      ["stuck-pending -1020000"],
      doubts.doubts,
    ]);
    expect(judged(96_940_000, [...good(1), ...stuck, sent(3), failed(3), charge(3)])).toEqual([
      "violated",
      ["charged-not-paid -1020000", "stuck-pending -1020000"],
      [],
    ]);
  });

  it("is not that of a pending payout that was paid and given back", () => {
    const happened = [sent(2), received(2), settled(2), accepted(2), charge(2), refund(2), pending(2)];
    expect(judged(98_980_000, [...good(1), ...happened])).toEqual([
      "violated",
      ["paid-not-charged 1020000", "stuck-pending 0"],
      [],
    ]);
  });

  it("meets the expectation of it, and no other", () => {
    const met = (expect: RunStarted["expect"]) =>
      reconcile(run(97_960_000, [...good(1), ...stuck], { expect })).expectation.met;
    expect(met({ verdict: "stuck" })).toBe(true);
    expect(met({ verdict: "stuck", findings: ["stuck-pending"] })).toBe(true);
    expect(met({ verdict: "violated" })).toBe(false);
    expect(met({ verdict: "balanced" })).toBe(false);
  });
});
