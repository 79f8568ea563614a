import { describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/domain/finding.ts";
import { buildStatement } from "../../src/reconcile/build-statement.ts";
import * as checks from "../../src/reconcile/checks/index.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import type { Check, Evidence } from "../../src/reconcile/statement.ts";
import { MAX_EXAMPLES, runChecks, type TimelineDetail } from "../../src/reconcile/tally-findings.ts";
import { balance, charge, declared, good, plannedFault, run, sent, timedOut } from "./facts.ts";

const statement = buildStatement(
  run(100_000_000, [balance("opening", 0, { projectId: "bar" })], { projects: declared(["shop", "bar"]) }),
);

function tallied(...hits: readonly Partial<Evidence>[]) {
  return talliedAs("some", hits);
}

function talliedAs(tell: TimelineDetail, hits: readonly Partial<Evidence>[]) {
  const filled = hits.map((hit) => ({ kind: "overdraft", projectId: "shop", payout: null, msat: 0, ...hit }) as const);
  const none: Check = () => [];
  const all = Object.fromEntries(Object.keys(checks).map((kind) => [kind, none])) as Record<FindingKind, Check>;
  return runChecks(statement, { ...all, overdraft: () => filled }, tell).tallies[0];
}

const told = (...hits: readonly Partial<Evidence>[]) =>
  tallied(...hits)?.examples.map(({ payout, projectId }) => payout ?? projectId);

describe("findings", () => {
  it("are none without hits", () => {
    expect(tallied()).toBeUndefined();
  });

  it("count different payouts and add up msat, in all and project by project, in the order of the plan", () => {
    const bar = { projectId: "bar" };
    const hits = [
      { payout: 9, msat: -5_000, ...bar },
      { payout: 2, msat: -7_000 },
      { payout: 2, msat: 3_000 },
      { msat: 1_000, ...bar },
    ];
    expect(tallied(...hits)).toMatchObject({
      kind: "overdraft",
      payouts: 2,
      msat: -8_000,
      projects: [
        { projectId: "shop", payouts: 1, msat: -4_000 },
        { projectId: "bar", payouts: 1, msat: -4_000 },
      ],
    });
  });

  it("tell the first, the worst and the last payout, in their order and none of them twice", () => {
    expect(told({ payout: 7 })).toEqual([7]);
    expect(told({ payout: 7 }, { payout: 3 })).toEqual([3, 7]);
    expect(
      told(
        { payout: 8, msat: 1_000 },
        { payout: 5, msat: -9_000 },
        { payout: 2, msat: 3_000 },
        { payout: 6, msat: 9_000 },
      ),
    ).toEqual([2, 5, 8]);
    expect(told({ payout: 8 }, { payout: 6, msat: 9_000 }, { payout: 5, msat: -9_000 }, { payout: 2 })).toEqual([
      2, 5, 8,
    ]);
    expect(told({ payout: 4, msat: 1_000 }, { payout: 3, msat: 9_000 }, { payout: 9, msat: 1_000 })).toEqual([3, 9]);
  });

  it("tell a project only where it is the worst or where no payout is concerned", () => {
    const bar = { projectId: "bar" };
    expect(told({ payout: 4, msat: 5_000 }, { msat: 1_000 })).toEqual([4]);
    expect(told({ msat: -6_000 }, { payout: 4, msat: 5_000 }, { payout: 9, msat: 5_000 })).toEqual([4, 9, "shop"]);
    expect(told({ msat: 1_000 }, { msat: 1_000, ...bar })).toEqual(["shop", "bar"]);
  });

  it("tell one of several candidates for each project", () => {
    const candidates = [2, 3, 4].map((payout) => ({ payout, msat: -1_000, among: 9 }));
    expect(told(...candidates)).toEqual([2]);
    expect(tallied(...candidates)).toMatchObject({ payouts: 3, msat: -3_000 });
  });
});

describe("findings of which all is to be told", () => {
  const toldOfAll = (hits: readonly Partial<Evidence>[]) =>
    talliedAs("all", hits)?.examples.map(({ payout, projectId }) => payout ?? projectId);

  it("tell every payout once, in order, and the projects after them", () => {
    expect(
      toldOfAll([{ msat: 1_000 }, { payout: 7 }, { payout: 2 }, { payout: 7, msat: 5_000 }, { payout: 3 }]),
    ).toEqual([...[2, 3, 7, "shop"]]);
  });

  it("tell one of several candidates for each project all the same", () => {
    expect(toldOfAll([2, 3, 4].map((payout) => ({ payout, msat: -1_000, among: 9 })))).toEqual([2]);
  });

  it("tell no more than anybody reads, and count all", () => {
    const hits = Array.from({ length: MAX_EXAMPLES + 5 }, (_, at) => ({ payout: MAX_EXAMPLES + 5 - at }));
    expect(toldOfAll(hits)).toEqual(Array.from({ length: MAX_EXAMPLES }, (_, at) => at + 1));
    expect(talliedAs("all", hits)?.payouts).toBe(MAX_EXAMPLES + 5);
  });

  it("have a story for each", () => {
    const bug = (payout: number) => [sent(payout), timedOut(payout), charge(payout)];
    const facts = run(100_000_000 - 5 * 1_020_000, [1, 2, 3, 4, 5].flatMap(bug));
    const keysOf = (timelines: TimelineDetail) =>
      reconcile(facts, { timelines }).findings.map(({ examples }) => examples.map(({ key }) => key));
    expect(keysOf("some")).toEqual([["k_1", "k_5"]]);
    expect(keysOf("all")).toEqual([["k_1", "k_2", "k_3", "k_4", "k_5"]]);
  });
});

describe("a check that throws", () => {
  it("has proved nothing, and the run is inconclusive with the reason", () => {
    const broken: Check = function* (of) {
      yield* checks.overdraft(of);
      throw new RangeError("no such line");
    };
    const { verdict, doubts } = reconcile(run(98_980_000, good(1)), {
      checks: { ...checks, overdraft: broken },
    });
    expect([verdict, doubts]).toEqual([
      "inconclusive",
      [{ kind: "check-failed", check: "overdraft", reason: "no such line" }],
    ]);
  });

  it("does not keep the others from finding what they find", () => {
    const broken: Check = () => {
      throw new Error("out of order");
    };
    const fired = { kind: "fault-fired", atMs: 110, payout: 2, fault: "timeout", delivered: null } as const;
    const facts = run(97_960_000, [...good(1), sent(2), fired, timedOut(2), charge(2)], {
      faults: [plannedFault("timeout")],
    });
    const { verdict, findings, doubts } = reconcile(facts, {
      checks: { ...checks, "double-paid": broken },
    });
    expect([verdict, findings.map(({ kind }) => kind)]).toEqual(["violated", ["charged-not-paid"]]);
    expect(doubts).toEqual([{ kind: "check-failed", check: "double-paid", reason: "out of order" }]);
  });
});
