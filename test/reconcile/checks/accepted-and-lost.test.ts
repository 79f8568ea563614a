import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { acceptedAndLost } from "../../../src/reconcile/checks/accepted-and-lost.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  broke,
  charge,
  failed,
  gaveUp,
  good,
  inProgress,
  listed,
  received,
  refund,
  restless,
  run,
  sent,
  settled,
  timedOut,
  unanswered,
  unread,
} from "../facts.ts";

const judged = (happened: readonly Fact[], but: Partial<RunStarted> = {}) => [
  ...acceptedAndLost(buildStatement(run(98_980_000, [...good(1), listed(1), ...happened], but))),
];
const hits = (...happened: readonly Fact[]) => judged(happened);
const answers = (...happened: readonly Fact[]) => judged(happened, { oracle: "answers" });
const hit = [{ kind: "accepted-and-lost", projectId: "shop", payout: 2, msat: 0 }];

describe("accepted-and-lost", () => {
  it("finds nothing where nothing was sent, and nothing where what was accepted is listed, charged or paid", () => {
    expect([...acceptedAndLost(buildStatement(run(0, [])))]).toEqual([]);
    expect(hits(sent(2), accepted(2), listed(2, { state: "pending" }))).toEqual([]);
    expect(hits(sent(2), accepted(2), charge(2))).toEqual([]);
    expect(hits(sent(2), accepted(2), charge(2), refund(2))).toEqual([]);
    expect(hits(sent(2), accepted(2), received(2), settled(2))).toEqual([]);
  });

  it("finds a payout that was taken over and is in no book at the end, with our rail or without it", () => {
    for (const taken of [accepted(2), inProgress(2)]) {
      expect(hits(sent(2), taken)).toEqual(hit);
      expect(hits(sent(2), taken, received(2), gaveUp(2))).toEqual(hit);
      expect(answers(sent(2), taken)).toEqual(hit);
    }
    expect(hits(sent(2), unanswered(2), sent(2, { attempt: 2 }), accepted(2, { attempt: 2 }))).toEqual(hit);
  });

  it("is violated, without a share in the drift", () => {
    const facts = run(98_980_000, [...good(1), listed(1), sent(2), accepted(2)]);
    const { verdict, findings, doubts } = reconcile(facts);
    expect([verdict, findings.map(({ kind, msat }) => [kind, msat]), doubts]).toEqual([
      ...["violated", [["accepted-and-lost", 0]], []],
    ]);
  });

  it("finds nothing where nobody was told that it is taken over, or was told afterwards how it ended", () => {
    for (const end of [timedOut(2), unanswered(2), failed(2), broke(2), answered(2)])
      expect(hits(sent(2), end)).toEqual([]);
    expect(hits(sent(2), accepted(2), sent(2, { attempt: 2 }), answered(2, { attempt: 2 }))).toEqual([]);
  });

  it("needs one of the two books where our rail knows that nothing was paid, and a list that names payouts where it is not ours", () => {
    const lost = [sent(2), accepted(2)];
    expect(hits(...lost, unread("entries"))).toEqual(hit);
    expect(hits(...lost, unread("payouts"))).toEqual(hit);
    expect(hits(...lost, unread("entries"), unread("payouts"))).toEqual([]);
    expect(answers(...lost, unread("entries"))).toEqual(hit);
    expect(answers(...lost, unread("payouts"))).toEqual([]);
    const nameless = run(98_980_000, [...good(1), ...lost, listed(9, { payout: null })]);
    expect([...acceptedAndLost(buildStatement(nameless))]).toEqual([]);
  });

  it("is not known where the rail still holds it, or where the drain was cut short", () => {
    expect(hits(sent(2), received(2), accepted(2))).toEqual([]);
    const facts = run(98_980_000, [...good(1), listed(1), sent(2), accepted(2)]);
    expect([...acceptedAndLost(buildStatement(restless(facts, { kind: "service-exited" })))]).toEqual([]);
    expect([...acceptedAndLost(buildStatement(facts.filter(({ kind }) => kind !== "drained")))]).toEqual([]);
    const stopped: Fact = { kind: "interrupted", atMs: 40, signal: "SIGINT", limitMs: null };
    expect(hits(sent(2), accepted(2), stopped)).toEqual([]);
  });
});
