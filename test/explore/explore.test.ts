import { describe, expect, it } from "vitest";
import type { Finding, FindingKind } from "../../src/domain/finding.ts";
import type { Order } from "../../src/domain/schedule.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import { type Case, type ExploreOptions, explore } from "../../src/explore/explore.ts";
import type { Tried, Try } from "../../src/explore/port.ts";
import type { Search } from "../../src/explore/search.ts";
import { createVirtualClock } from "../../src/simulation/virtual-clock.ts";

const finding = (kind: FindingKind): Finding => ({ kind, payouts: 1, msat: 0, projects: [], examples: [] });

function tried(verdict: Verdict, { order = [], findings = [], reached = [] }: Shown = {}): Tried {
  const ordered = { events: order, schedule: { late: new Map() } };
  return { verdict, findings: findings.map(finding), ordered, reached, history: "", trace: [] };
}

interface Shown {
  readonly order?: readonly string[];
  readonly findings?: readonly FindingKind[];
  readonly reached?: readonly string[];
}

const caseOf = (name: string): Case => ({
  document: { name, projects: { p: { balance: 1 } }, load: [{ name: "a", payouts: 1, concurrency: 1 }] },
  seed: 1,
});

/** So many orders, the index of which is their seed. */
function searchOf(orders: number): Search {
  let next = 0;
  return {
    next: (): Order | undefined =>
      next === orders ? undefined : { kind: "random", seed: next++, shortMs: 2, longMs: 0 },
    state: () => `${next} of ${orders}`,
    isComplete: () => next === orders,
  };
}

const given = (...names: readonly string[]) => ({ kind: "given", cases: names.map(caseOf) }) as const;

/** Explores with a clock on which each schedule takes a millisecond. */
function explored(tryIt: (name: string, order: number) => Tried, options: Partial<ExploreOptions> = {}) {
  const clock = createVirtualClock();
  const told: string[] = [];
  const counted: Try = async ({ document, order }) => {
    const number = order.kind === "random" ? order.seed : -1;
    told.push(`${document.name} ${number}`);
    await clock.advance(1);
    return tryIt(document.name, number);
  };
  const result = explore({
    ...{ cases: given("one"), searchFor: () => searchOf(5), tryIt: counted, ordersEach: 2, limit: {}, all: false },
    ...{ clock: { ...clock, nextTurn: (then: () => void) => then() }, stop: new AbortController().signal },
    ...options,
  });
  return result.then((all) => ({ ...all, told }));
}

describe("an exploration", () => {
  it("tries every order of every scenario in turn, and is complete", async () => {
    const { told, ended, searches, tally } = await explored(() => tried("balanced"), {
      cases: given("one", "two"),
      searchFor: () => searchOf(3),
    });
    expect(told).toEqual(["one 0", "one 1", "two 0", "two 1", "one 2", "two 2"]);
    expect([ended, searches]).toEqual(["complete", ["3 of 3", "3 of 3"]]);
    expect([tally.schedules, tally.scenarios]).toEqual([6, 2]);
  });

  it("ends at the first finding, with its candidate", async () => {
    const { ended, tally } = await explored((_, order) =>
      order === 3 ? tried("violated", { findings: ["double-paid", "overdraft"] }) : tried("balanced"),
    );
    expect([ended, tally.schedules]).toEqual(["finding", 4]);
    expect(tally.failures.map(({ kind, candidate: { order } }) => [kind, order])).toEqual([
      ["double-paid", { kind: "random", seed: 3, shortMs: 2, longMs: 0 }],
      ["overdraft", { kind: "random", seed: 3, shortMs: 2, longMs: 0 }],
    ]);
  });

  it("goes on after a finding where all are wanted, and keeps the first of each kind", async () => {
    const kinds: readonly FindingKind[] = ["overdraft", "double-paid", "overdraft", "double-paid", "overdraft"];
    const { ended, tally } = await explored(
      (_, order) => tried("violated", { findings: kinds.slice(order, order + 1) }),
      { all: true },
    );
    expect([ended, tally.schedules]).toEqual(["complete", 5]);
    expect([...tally.found]).toEqual([
      ["overdraft", 3],
      ["double-paid", 2],
    ]);
    expect(
      tally.failures.map(({ kind, candidate: { order } }) => [kind, order.kind === "random" && order.seed]),
    ).toEqual([
      ["overdraft", 0],
      ["double-paid", 1],
    ]);
  });

  it("ends after so many schedules", async () => {
    const { ended, told } = await explored(() => tried("balanced"), { limit: { schedules: 3 } });
    expect([ended, told.length]).toEqual(["schedules", 3]);
  });

  it("ends when its time is up", async () => {
    const { ended, told } = await explored(() => tried("balanced"), { limit: { forMs: 2 } });
    expect([ended, told.length]).toEqual(["time", 2]);
  });

  it("ends when it is stopped", async () => {
    const stop = new AbortController();
    const { ended, told } = await explored(
      (_, order) => {
        if (order === 1) stop.abort("SIGINT");
        return tried("balanced");
      },
      { stop: stop.signal },
    );
    expect([ended, told.length]).toEqual(["stopped", 2]);
  });

  it("counts orders scenario by scenario, and what was reached in each schedule", async () => {
    const { tally } = await explored(
      (_, order) =>
        tried(order === 0 ? "inconclusive" : "balanced", {
          order: order % 2 === 0 ? ["a", "b"] : ["ab"],
          reached: ["timeout", "timeout"],
        }),
      { cases: given("one", "two") },
    );
    expect([tally.schedules, tally.orders]).toEqual([10, 4]);
    expect([...tally.reached]).toEqual([["timeout", 10]]);
    expect(tally.verdicts).toEqual({ violated: 0, stuck: 0, inconclusive: 2, balanced: 8 });
  });

  it("counts no orders where nobody knows them", async () => {
    expect((await explored(() => tried("balanced"))).tally.orders).toBe(0);
  });

  it("names the scenarios of which no schedule proves anything", async () => {
    const { unproved } = await explored((name) => tried(name === "one" ? "inconclusive" : "balanced"), {
      cases: given("one", "two"),
    });
    expect(unproved).toEqual(["one"]);
  });

  it("draws the next scenario after so many orders of the one before", async () => {
    const { told, tally } = await explored(() => tried("balanced"), {
      cases: { kind: "drawn", draw: (number) => caseOf(`drawn-${number}`) },
      limit: { schedules: 5 },
    });
    expect(told).toEqual(["drawn-0 0", "drawn-0 1", "drawn-1 0", "drawn-1 1", "drawn-2 0"]);
    expect(tally.scenarios).toBe(3);
  });

  it("rejects with what a try rejects with", async () => {
    const broken = explored(() => {
      throw new Error("a bug");
    });
    await expect(broken).rejects.toThrow("a bug");
  });
});
