import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import { doubtedFault } from "../../../src/explain/doubts.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  failed,
  fired,
  gaveUp,
  givenUp,
  good,
  listed,
  neverPaid,
  plannedFault,
  received,
  run,
  sent,
  timedOut,
  unanswered,
} from "../facts.ts";
import { reasons } from "./reasons.ts";

const notFired = (fault: string, planned: number, count = 0) => {
  const { where } = plannedFault(fault);
  return { kind: "fault-not-fired", fault, where, planned, fired: count };
};

describe("a declared fault", () => {
  it("is no doubt where none of it was planned", () => {
    expect(reasons([], { faults: [plannedFault("timeout", 0)] })).toEqual([]);
  });

  it("is one where it never fired", () => {
    const faults = [plannedFault("timeout", 10), plannedFault("slow")];
    expect(reasons([], { faults })).toEqual([notFired("timeout", 10), notFired("slow", 1)]);
  });

  it("is one where it fired less often than planned, at a rail of our own", () => {
    const faults = [plannedFault("timeout", 2)];
    expect(reasons([fired(1, "timeout")], { faults })).toEqual([notFired("timeout", 2, 1)]);
    expect(reasons([fired(1, "timeout"), fired(1, "timeout")], { faults })).toEqual([]);
  });

  it("is none where it fired, and all that is missing are payouts that a crash kept from the rail", () => {
    const cut = (payout: number) => [sent(payout, { atMs: 100 }), unanswered(payout, { atMs: 150 })];
    const crash: Fact = { kind: "api-crashed", atMs: 150, point: "after-charge", how: "kill", instance: 1 };
    const back: Fact = { kind: "api-restarted", atMs: 300, instance: 1 };
    const faults = (planned: number) => [plannedFault("timeout", planned), plannedFault("after-charge")];
    const once = [fired(1, "timeout"), ...cut(2), ...cut(3), crash, back];
    const missing = (facts: readonly Fact[], planned: number) =>
      reasons(facts, { faults: faults(planned) }).filter(({ kind }) => kind === "fault-not-fired");
    expect(missing(once, 3)).toEqual([]);
    // One more is missing than was kept from the rail, or one of them was asked for; and what never fired was not put to the test at all.
    expect(missing(once, 4)).toEqual([notFired("timeout", 4, 1)]);
    expect(missing([...once, received(3)], 3)).toEqual([notFired("timeout", 3, 1)]);
    expect(missing(once.slice(1), 2)).toEqual([notFired("timeout", 2)]);
  });

  it("is one on the wire as well where it met fewer payouts than planned, for the wire is ours everywhere", () => {
    const faults = [plannedFault("request-delayed", 2)];
    for (const oracle of ["rail", "answers"] as const) {
      expect(reasons([], { oracle, faults })).toEqual([notFired("request-delayed", 2)]);
      expect(reasons([fired(1, "request-delayed")], { oracle, faults })).toEqual([notFired("request-delayed", 2, 1)]);
      expect(reasons([fired(1, "request-delayed"), fired(2, "request-delayed")], { oracle, faults })).toEqual([]);
    }
  });
});

describe("a declared fault that never fired", () => {
  it.each([
    ["provider", "provider-busy"],
    ["lookup", "lookup-lag"],
    ["wire", "body-changed"],
    ["process", "before-refund"],
  ] as const)("says that it waited for something of the %s", (where, name) => {
    expect(reasons([], { faults: [plannedFault(name, 2)] })).toEqual([
      { kind: "fault-not-fired", fault: name, where, planned: 2, fired: 0 },
    ]);
  });

  it("says whom nobody told", () => {
    const faults = [{ ...plannedFault("event-lost", 2), to: "service" } as const];
    const unheard = { kind: "fault-not-fired", fault: "event-lost", where: "callback", to: "service" };
    expect(reasons([], { faults })).toEqual([{ ...unheard, planned: 2, fired: 0 }]);
    expect(reasons([fired(1, "event-lost")], { faults })).toEqual([{ ...unheard, planned: 2, fired: 1 }]);
  });

  it("says of how many attempts in a row it lacks some", () => {
    const faults = [{ ...plannedFault("failure", 2), inARow: 2 }];
    const once = { kind: "fault-not-fired", fault: "failure", where: "payment", inARow: 2, planned: 2, fired: 1 };
    expect(reasons([fired(1, "failure")], { faults })).toEqual([once]);
    expect(reasons([fired(1, "failure"), fired(1, "failure")], { faults })).toEqual([]);
  });
});

describe("a payout that a crash kept from the rail", () => {
  const cut = (payout: number) => [sent(payout, { atMs: 100 }), unanswered(payout, { atMs: 150 })];
  const crash: Fact = { kind: "api-crashed", atMs: 150, point: "after-charge", how: "kill", instance: 1 };
  const back: Fact = { kind: "api-restarted", atMs: 300, instance: 1 };
  const missing = (...faults: readonly ReturnType<typeof plannedFault>[]) => {
    const happened = [...faults.map(({ name }) => fired(1, name)), ...cut(2), crash, back];
    return reasons(happened, { faults: [...faults, plannedFault("after-charge")] })
      .filter(({ kind }) => kind === "fault-not-fired")
      .map((doubt) => doubtedFault(doubt));
  };

  it("is looked up by nobody and has no news, so none of its faults is missed", () => {
    expect(missing(plannedFault("provider-busy", 2))).toEqual([]);
    expect(missing(plannedFault("lookup-error", 2), plannedFault("event-lost", 2))).toEqual([]);
    expect(missing(plannedFault("lookup-error", 3))).toEqual(["lookup-error"]);
  });

  it("meets one fault of each place only", () => {
    expect(missing(plannedFault("timeout", 2), plannedFault("provider-busy", 2))).toEqual(["timeout", "provider-busy"]);
    expect(missing(plannedFault("timeout", 2), plannedFault("lookup-lag", 2))).toEqual([]);
  });

  it("misses all attempts in a row at once, and excuses none that another payout was not sent for", () => {
    const inARow = (planned: number, firings: number) => {
      const faults = [{ ...plannedFault("timeout", planned), inARow: 2 }, plannedFault("after-charge")];
      const met = Array.from({ length: firings }, () => fired(1, "timeout"));
      return reasons([...met, ...cut(2), crash, back], { faults }).filter(({ kind }) => kind === "fault-not-fired");
    };
    expect(inARow(4, 2)).toEqual([]);
    expect(inARow(6, 2)).toEqual([{ ...notFired("timeout", 6, 2), inARow: 2 }]);
    // The payout that did reach the rail was not sent again.
    expect(inARow(2, 1)).toEqual([{ ...notFired("timeout", 2, 1), inARow: 2 }]);
    expect(missing(plannedFault("timeout", 3))).toEqual(["timeout"]);
  });

  it("would have met a fault on the wire all the same", () => {
    expect(missing(plannedFault("answer-lost", 2))).toEqual(["answer-lost"]);
  });
});

describe("a fault of the rail on a target", () => {
  const but = (name: string, planned = 1) => ({ ...neverPaid, faults: [plannedFault(name, planned)] });

  it("counts as fired where the service itself says that a payment timed out, and that is a timeout", () => {
    expect(reasons([], but("timeout"))).toEqual([notFired("timeout", 1)]);
    expect(reasons([sent(2), timedOut(2)], but("timeout"))).toEqual([]);
    // On a target nobody can count on exact rates.
    expect(reasons([sent(2), timedOut(2)], but("timeout", 2))).toEqual([]);
  });

  it("counts as fired where a payout that was taken over is listed as failed", () => {
    expect(reasons([sent(2), accepted(2), listed(2, { state: "failed" })], but("timeout"))).toEqual([]);
  });

  it("does not count as fired where somebody in front of the service gave up, or the caller did", () => {
    const gateway = answered(2, { outcome: "unknown", reason: "gateway", status: 504 });
    for (const answer of [gateway, givenUp(2), unanswered(2)])
      expect(reasons([sent(2), answer, listed(2, { state: "refused" })], but("timeout"))).toContainEqual(
        notFired("timeout", 1),
      );
  });

  it("cannot be observed where it is any other, whatever timed out", () => {
    for (const fault of ["late-settle", "stuck", "failure", "slow", "lost-answer"])
      expect(reasons([sent(2), timedOut(2)], but(fault))).toContainEqual({ kind: "fault-not-observable", fault });
  });

  it("is seen without our rail where it is ours to do: an interruption of a process", () => {
    const moment = (planned: number) => ({
      ...but("timeout"),
      faults: [{ name: "payout-received", where: "process", planned } as const],
    });
    const paused: Fact = { kind: "api-crashed", atMs: 500, point: "payout-received", how: "pause", instance: 1 };
    const goesOn: Fact = { kind: "api-restarted", atMs: 600, instance: 1 };
    const missed = { kind: "fault-not-fired", fault: "payout-received", where: "process", planned: 2, fired: 1 };
    expect(reasons([paused, goesOn], moment(1))).toEqual([]);
    expect(reasons([paused, goesOn], moment(2))).toEqual([missed]);
    expect(reasons([], moment(2))).toEqual([{ ...missed, fired: 0 }]);
  });

  it("counts as fired where somebody saw it", () => {
    expect(reasons([sent(2), fired(2, "late-settle"), timedOut(2)], but("late-settle"))).toEqual([]);
  });
});

describe("a crash", () => {
  const crashed = (atMs: number): Fact => ({
    kind: "api-crashed",
    atMs,
    point: "after-charge",
    how: "kill",
    instance: 1,
  });
  const restarted: Fact = { kind: "api-restarted", atMs: 300, instance: 1 };
  const faults = [plannedFault("after-charge")];
  const cut = (payout: number) => [
    ...[sent(payout, { atMs: 140 }), received(payout, "failure", 141)],
    ...[gaveUp(payout, 142), unanswered(payout, { atMs: 151 })],
  ];
  const retry = (payout: number, atMs: number) => sent(payout, { attempt: 2, atMs });
  const refused = (payout: number) => [
    retry(payout, 160),
    unanswered(payout, { attempt: 2, atMs: 161, code: "ECONNREFUSED" }),
  ];
  const heard = (payout: number) => [retry(payout, 400), failed(payout, { attempt: 2, atMs: 410 })];
  const doubt = [{ kind: "crash-not-retried", point: "after-charge", how: "kill", atMs: 150 }];

  it("is a doubt where all retries of what it cut short were used up on an API that was down", () => {
    const facts = [...cut(2), ...cut(3), crashed(150), ...refused(2), ...refused(3), restarted];
    expect(reasons(facts, { faults })).toEqual(doubt);
  });

  it("is none once one of them was heard again", () => {
    const facts = [...cut(2), ...cut(3), crashed(150), ...refused(2), restarted, ...heard(3)];
    expect(reasons(facts, { faults })).toEqual([]);
  });

  it("is none where it cut nothing short, or where callers do not try again", () => {
    expect(reasons([crashed(150), ...refused(2).slice(0, 0), restarted], { faults })).toEqual([]);
    expect(reasons([...cut(2), crashed(150), restarted], { faults })).toEqual([]);
  });

  it("is judged by itself where there are several", () => {
    const both = [plannedFault("after-charge", 2)];
    const later = [
      ...[sent(4, { atMs: 440 }), received(4, "failure", 441), gaveUp(4, 442), unanswered(4, { atMs: 451 })],
      ...[crashed(450), { ...restarted, atMs: 600 }],
    ];
    const facts = [...cut(2), crashed(150), restarted, ...heard(2), ...later];
    expect(reasons(facts, { faults: both })).toEqual([{ ...doubt[0], atMs: 450 }]);
  });

  it("that was not retried is told beside what was found", () => {
    const happened = [...good(1), ...cut(2), crashed(150), ...refused(2), restarted];
    const { verdict, doubts } = reconcile(run(98_000_000, happened, { faults }));
    expect([verdict, doubts]).toEqual(["violated", doubt]);
  });
});
