import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunChart } from "../../../src/domain/chart.ts";
import type { Fact } from "../../../src/domain/fact.ts";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { chartOf } from "../../../src/reconcile/chart/index.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  answered,
  balance,
  charge,
  entry,
  good,
  refund,
  run,
  seen,
  sent,
  settled,
  started,
  timedOut,
  unread,
} from "../facts.ts";
import { honestHistory } from "../honest-history.ts";

const ended = (phase: string, atMs: number): Fact => {
  return { kind: "phase-ended", atMs, phase, payouts: 1, concurrency: 1, mostInFlight: 1 };
};

const fired = (fault: string, atMs: number, payout: number | null = 1): Fact => {
  return { kind: "fault-fired", atMs, payout, fault, delivered: null };
};

/** The last points of every project, beside what the statement says. */
function ends(chart: RunChart) {
  return chart.projects.map(({ projectId, expected, actual }) => {
    return { projectId, expectedMsat: expected.at(-1)?.msat ?? null, actualMsat: actual.at(-1)?.msat ?? null };
  });
}

describe("the balances of a run over time", () => {
  it("are told by the node and by the ledger, each at its own moment", () => {
    const facts = run(97_960_000, [
      ...[
        sent(1, { atMs: 10 }),
        settled(1, 1_000_000, 15),
        answered(1, { atMs: 20 }),
        charge(1, 1_020_000, { enteredAtMs: 12 }),
      ],
      ...[sent(2, { atMs: 30 }), timedOut(2, { atMs: 133 }), charge(2, 1_020_000, { enteredAtMs: 31 })],
    ]);
    expect(chartOf(facts).projects).toEqual([
      {
        projectId: "shop",
        expected: [
          { atMs: 1, msat: 100_000_000 },
          { atMs: 15, msat: 98_980_000 },
        ],
        actual: [
          { atMs: 1, msat: 100_000_000 },
          { atMs: 12, msat: 98_980_000 },
          { atMs: 31, msat: 97_960_000 },
          { atMs: 910, msat: 97_960_000 },
        ],
        actualFrom: "entries",
      },
    ]);
  });

  it("show a refund as the step up that it was, and a change without an entry at the end", () => {
    const facts = run(123, [
      ...[sent(1), timedOut(1), charge(1, 1_020_000, { enteredAtMs: 12 }), refund(1, 1_020_000, { enteredAtMs: 40 })],
    ]);
    const [project] = chartOf(facts).projects;
    expect(project?.actual.map(({ msat }) => msat)).toEqual([100_000_000, 98_980_000, 100_000_000, 123]);
  });

  it("are put in order where the ledger lists the newest entry first", () => {
    const facts = run(98_980_000, [
      ...[sent(1), timedOut(1), refund(1, 1_020_000, { enteredAtMs: 12 }), charge(1, 1_020_000, { enteredAtMs: 12 })],
      ...[sent(2), settled(2), answered(2), charge(2, 1_020_000, { enteredAtMs: 11 })],
    ]);
    const [project] = chartOf(facts).projects;
    expect(project?.actual.map(({ msat }) => msat)).toEqual([
      100_000_000, 98_980_000, 97_960_000, 98_980_000, 98_980_000,
    ]);
  });

  it("come from what was read where there are no entries, or entries without a time", () => {
    const reads = [seen(99_500_000, 28, 30), ...good(1)];
    for (const facts of [run(98_980_000, reads), run(98_980_000, [...reads, unread("entries")])]) {
      const [project] = chartOf(facts).projects;
      expect(project?.actualFrom).toBe("reads");
      expect(project?.actual).toEqual([
        { atMs: 1, msat: 100_000_000 },
        { atMs: 30, msat: 99_500_000 },
        { atMs: 910, msat: 98_980_000 },
      ]);
    }
  });

  it("do not rise with money that nobody asked for, which stays what it is, a difference", () => {
    const facts = [
      ...[started(), balance("opening", 100_500_000, { atMs: 2 })],
      // What came in before the opening balance was read is contained in it.
      entry(null, "deposit", 500_000, { enteredAtMs: 1 }),
      entry(null, "deposit", 7_000, { enteredAtMs: 3 }),
      balance("final", 100_507_000),
      { kind: "run-ended", atMs: 1000 } as const,
    ];
    const [project] = chartOf(facts).projects;
    expect(project?.expected.map(({ msat }) => msat)).toEqual([100_500_000]);
    expect(project?.actual.map(({ msat }) => msat)).toEqual([100_500_000, 100_507_000, 100_507_000]);
  });

  it("are told by the answers where those are believed, and each payout costs once", () => {
    const facts = run(
      98_980_000,
      [
        ...[sent(1), timedOut(1), sent(1, { attempt: 2, atMs: 30 }), answered(1, { attempt: 2, atMs: 40 })],
        ...[sent(2), timedOut(2)],
      ],
      { oracle: "answers" },
    );
    const [project] = chartOf(facts).projects;
    expect(project?.expected).toEqual([
      { atMs: 1, msat: 100_000_000 },
      { atMs: 40, msat: 98_980_000 },
    ]);
  });

  it("are not drawn where the opening balance was not read", () => {
    const facts = [started(), balance("final", 5_000), { kind: "run-ended", atMs: 1000 } as const];
    expect(chartOf(facts).projects).toEqual([
      { projectId: "shop", expected: [], actual: [{ atMs: 910, msat: 5_000 }], actualFrom: "reads" },
    ]);
  });

  it("end where the statement says, whatever happened, and never go back in time", () => {
    fc.assert(
      fc.property(honestHistory, ({ facts }) => {
        const chart = chartOf(facts);
        const { projects } = reconcile(facts);
        expect(ends(chart)).toEqual(
          projects.map(({ projectId, expectedMsat, actualMsat }) => ({ projectId, expectedMsat, actualMsat })),
        );
        for (const { expected, actual } of chart.projects) {
          for (const points of [expected, actual]) {
            const moments = points.map(({ atMs }) => atMs);
            expect(moments).toEqual(moments.toSorted((left, right) => left - right));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("the course of a run", () => {
  it("has its phases from the first attempt to the end, and then the drain", () => {
    const facts = run(97_960_000, [
      ...[...good(1, { atMs: 10 }), ended("normal", 25), ...good(2, { atMs: 30 }), ended("spike", 60)],
    ]);
    const { phases, drain, endMs } = chartOf(facts);
    expect({ phases, drain, endMs }).toEqual({
      phases: [
        { name: "normal", startMs: 10, endMs: 25 },
        { name: "spike", startMs: 30, endMs: 60 },
      ],
      drain: { startMs: 60, endMs: 920 },
      endMs: 1000,
    });
  });

  it("has every fault as it fired, crashes too, and none of other people's payouts", () => {
    const facts = run(98_980_000, [
      ...[...good(1), fired("timeout", 40), fired("timeout", 41, null)],
      { kind: "api-crashed", atMs: 70, point: "after-charge", how: "kill", instance: 1 },
    ]);
    expect(chartOf(facts).firings).toEqual([
      { atMs: 40, fault: "timeout" },
      { atMs: 70, fault: "after-charge" },
    ]);
  });

  it("is bounded however much happened", () => {
    const facts = run(0, [
      ...Array.from({ length: 20_000 }, (_, index) => [
        sent(index + 1, { atMs: index }),
        fired("timeout", index, index + 1),
        settled(index + 1, 1_000_000, index + 0.5),
        charge(index + 1, 1_020_000, { enteredAtMs: index }),
        answered(index + 1, { atMs: index + 1 + (index % 977) }),
      ]).flat(),
      { kind: "drained", atMs: 30_000, unfinished: [] },
    ]);
    const chart = chartOf(facts);
    expect(chart.firings.length).toBeLessThanOrEqual(400);
    const [project] = chart.projects;
    expect(project?.expected.length).toBeLessThanOrEqual(1600);
    expect(project?.actual.length).toBeLessThanOrEqual(1600);
    expect(JSON.stringify(chart).length).toBeLessThan(200_000);
    expect(ends(chart)).toEqual([{ projectId: "shop", expectedMsat: 100_000_000 - 20_000 * 1_020_000, actualMsat: 0 }]);
  });
});

describe("the durations of a run", () => {
  it("are counted by what the caller was told in the end", () => {
    const facts = run(97_960_000, [
      ...[sent(1), answered(1, { atMs: 14.2 }), sent(2), answered(2, { atMs: 14.3 })],
      ...[sent(3), timedOut(3, { atMs: 110 }), sent(4)],
    ]);
    expect(
      chartOf(facts).durations.map(({ outcome, count, quantiles }) => ({ outcome, count, ...quantiles })),
    ).toMatchObject([
      { outcome: "unknown", count: 1, "p(50)": 100, "p(95)": 100, "p(99)": 100, max: 100 },
      {
        outcome: "paid",
        count: 2,
        "p(50)": 4.2,
        "p(95)": 4.3,
        "p(99)": 4.3,
        max: 4.3,
      },
    ]);
  });

  it("add up to the payouts that were answered, and have the quantiles of the metrics, to the microsecond", () => {
    const durations = fc.array(
      fc.oneof(
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 90_000, noNaN: true }),
        fc.constant(7_200_000),
      ),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(durations, (all) => {
        const facts = all.flatMap((ms, index) => [
          sent(index + 1, { atMs: 10 }),
          ...(index % 7 === 6 ? [] : [answered(index + 1, { atMs: 10 + ms })]),
        ]);
        const { durations: histograms } = chartOf(run(0, facts));
        const lines = buildStatement(run(0, facts)).lines.filter(({ answers }) => answers > 0);
        const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);
        expect(sum(histograms)).toBe(lines.length);
        const [paid] = histograms;
        if (paid === undefined) throw new Error("nothing was answered");
        expect(sum(paid.buckets)).toBe(paid.count);
        const sorted = lines
          .map(({ firstSentMs, lastAnsweredMs }) => lastAnsweredMs - firstSentMs)
          .sort((left, right) => left - right);
        for (const [name, percent] of [
          ["p(50)", 50],
          ["p(95)", 95],
          ["p(99)", 99],
          ["max", 100],
        ] as const) {
          const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
          expect(Math.abs(paid.quantiles[name] - exact)).toBeLessThanOrEqual(0.000_501);
        }
        expect(reconcile(run(0, facts)).metrics.payout_duration).toMatchObject(paid.quantiles);
        for (const ms of sorted) {
          const micros = Math.round(ms * 1000) / 1000;
          const near = 0.001;
          expect(paid.buckets.some(({ fromMs, toMs }) => fromMs - near <= micros && micros < toMs + near)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
