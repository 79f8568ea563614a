import { describe, expect, it } from "vitest";
import type { Fact, PhaseEnded, RunStarted } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import {
  answered,
  balance,
  failed,
  good,
  listed,
  received,
  rested,
  run,
  sent,
  started,
  timedOut,
  unread,
} from "./facts.ts";

/** Why a balanced history of one good payout is inconclusive, once something is added to it. */
function reasons(added: readonly Fact[], but: Partial<RunStarted> = {}) {
  const { verdict, inconclusiveBecause } = reconcile(run(98_980, [...good(1), ...added], but));
  expect(verdict).toBe(inconclusiveBecause.length === 0 ? "balanced" : "inconclusive");
  return inconclusiveBecause;
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

  it("when a phase did not reach its concurrency", () => {
    expect(reasons([phase(60, 40)])).toEqual(['phase "spike" declared 60 at once and reached 40']);
    expect(reasons([{ ...phase(60, 1), payouts: 1 }])).toEqual([
      'phase "spike" declared 60 at once and reached 1: it has only 1 payout, so raise them or lower the concurrency',
    ]);
  });

  it("when it was stopped, or the API ended unasked, or payouts are missing", () => {
    expect(reasons([{ kind: "interrupted", atMs: 40, signal: "SIGINT" }], { payouts: 3 })).toEqual([
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
    const whole = run(98_980, good(1));
    const without = (kind: Fact["kind"]) => reconcile(whole.filter((fact) => fact.kind !== kind)).inconclusiveBecause;
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
    expect(reconcile(stuck).inconclusiveBecause).toEqual(["not everything came to rest: 2 payments in flight"]);
  });

  it("when nothing was sent, answered, or put to the test", () => {
    const quiet = (...happened: Fact[]) => reconcile(run(100_000, happened)).inconclusiveBecause;
    expect(quiet()).toEqual(["no payout was sent"]);
    expect(reconcile(run(100_000, [], { payouts: 3 })).inconclusiveBecause).toEqual(["no payout was sent"]);
    expect(quiet(sent(1), timedOut(1, { status: 0, code: "ECONNREFUSED" }))).toEqual(["no attempt was answered"]);
    const broke = answered(1, { outcome: "refused", status: 402, code: "INSUFFICIENT_BALANCE" });
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

  it("when a target leaves payouts pending and only its node knows more", () => {
    const pending = [sent(2), answered(2, { outcome: "pending", status: 202 }), listed(2, { status: "pending" })];
    const facts = run(97_960, [sent(1), answered(1), ...pending, unread("entries")], { oracle: "answers" });
    const { verdict, inconclusiveBecause } = reconcile(facts);
    expect([verdict, inconclusiveBecause]).toEqual([
      "inconclusive",
      ["1 payout stayed pending, with an end that only the node knows"],
    ]);
  });

  it("when a balance could not be read, which is said once", () => {
    const facts = [
      started({ payouts: 1 }),
      balance("opening", 5),
      ...good(1),
      unread("balance", { absent: false }),
      ...rested(),
    ];
    expect(reconcile(facts).inconclusiveBecause).toEqual(["the balance of shop could not be read: no such call"]);
  });
});
