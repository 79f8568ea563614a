import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeFacts } from "../../src/engine/merge-facts.ts";
import { payoutsOf } from "../../src/load/parts.ts";
import type { Report } from "../../src/load/report.ts";
import { ReportBook } from "../../src/load/report-book.ts";
import type { PlannedPhase } from "../../src/scenario/plan.ts";
import { planOf } from "../engine/small-plan.ts";
import { attempt, contextOf, done, STARTED } from "./told.ts";

function phaseOf(payouts: number): PlannedPhase {
  return { name: "all", first: 1, payouts, arrival: { kind: "closed", concurrency: 2 }, rates: [] };
}

/** Closed as soon as it was ready, by the clock of the run, unless it says when. */
function closed(
  reports: readonly Report[],
  payouts = 1,
  partOf: (report: Report) => number = () => 0,
  closedMs?: number,
) {
  const amountsMsat = new Float64Array(payouts).fill(1_000_000);
  const plan = planOf({ payouts, amountsMsat, projectOf: new Uint16Array(payouts), phases: [phaseOf(payouts)] });
  const context = contextOf(plan);
  let nowMs = context.atMs();
  const book = new ReportBook(phaseOf(payouts), { ...context, atMs: () => nowMs });
  for (const report of reports) book.enter(report, partOf(report));
  nowMs = closedMs ?? nowMs;
  return { ...book.close(null), isComplete: book.isComplete(), behindMs: book.behindMs() };
}

describe("what a load engine tells of a phase", () => {
  it("becomes facts in the time of the run", () => {
    expect(closed([attempt(1), done(1)])).toEqual({
      facts: [
        { kind: "attempt-sent", atMs: 1100, payout: 1, attempt: 1, projectId: "p", amountMsat: 1e6, costMsat: 1e6 },
        {
          ...{ kind: "attempt-answered", atMs: 1152, payout: 1, attempt: 1, outcome: "paid" },
          ...{ reason: "none", status: 201, code: "", payoutId: "po_1" },
        },
      ],
      parts: Int16Array.of(0),
      ...{ mostInFlight: 1, problem: null, isComplete: true, behindMs: 0, isOver: true },
    });
  });

  it("of a payout that is missing becomes an attempt without an answer", () => {
    const { facts, problem, mostInFlight } = closed([]);
    expect(facts.map((fact) => [fact.kind, fact.payout, "reason" in fact ? fact.reason : ""])).toEqual([
      ["attempt-sent", 1, ""],
      ["attempt-answered", 1, "not-reported"],
    ]);
    expect(mostInFlight).toBe(0);
    expect(problem).toBe('1 of 1 payouts of phase "all" were not reported to their end');
  });

  it("by a clock that is ahead of ours becomes no answer before its sending, and none before the run once its payout is moved", () => {
    const open = { outcome: "unknown", reason: "client-timeout" } as const;
    const { facts } = closed([attempt(1, { ...open, atEpochMs: STARTED + 3_600_001 })]);
    const received = { kind: "payment-received", atMs: 1_200, payout: 1, amountMsat: 1e6, fault: "settle" } as const;
    const order: [string, number][] = [];
    const told = { facts, clockOf: () => "0 0", sinceMs: 1_000 };
    mergeFacts([received], told, ({ kind, atMs }) => void order.push([kind, atMs]));
    expect(order).toEqual([
      ["attempt-sent", 1_200],
      ["payment-received", 1_200],
      ["attempt-answered", 1_252],
      ["attempt-sent", 1_252],
      ["attempt-answered", 1_252],
    ]);
  });

  it("of a payout whose last answer is final needs no other attempt, though its end is missing", () => {
    expect(closed([attempt(1)]).facts.length).toBe(2);
  });

  it.each<[string, Report[], string]>([
    ["a payout that was not in the plan", [attempt(2)], 'payout 2 is not one of phase "all"'],
    [
      "a payout that ends twice",
      [attempt(1), done(1), done(1)],
      "payout 1 was sent twice: two parts of the load report its end",
    ],
    ["an end without an attempt", [done(1)], "payout 1 was reported as done without an attempt"],
    ["an attempt twice", [attempt(1), attempt(1)], "attempt 1 of payout 1 was reported after attempt 1"],
    ["a gap", [attempt(1, { attempt: 2 })], "attempt 2 of payout 1 was reported after attempt 0"],
    [
      "more attempts than planned",
      [attempt(1, { attempt: 4 })],
      "payout 1 was sent 4 times, and at most 3 are planned",
    ],
    ["a failure of the script", [{ kind: "failed", reason: "no file" }], "the script failed: no file"],
  ])("cannot be believed with %s", (_, reports, problem) => {
    expect(closed(reports).problem).toBe(problem);
  });

  it("by a clock that is behind is moved as a whole: order and durations stay", () => {
    const early = STARTED - 5_000;
    const open = { outcome: "unknown", reason: "client-timeout" } as const;
    const { facts, behindMs, problem } = closed([
      attempt(1, { ...open, atEpochMs: early }),
      attempt(1, { attempt: 2, atEpochMs: early + 80 }),
      done(1),
    ]);
    expect(facts.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["attempt-sent", 1000],
      ["attempt-answered", 1052],
      ["attempt-sent", 1080],
      ["attempt-answered", 1132],
    ]);
    expect([behindMs, problem]).toEqual([6000, null]);
  });

  it("by the clock of one machine is moved as a whole, and by no more: that of another one is another clock", () => {
    const early = STARTED - 5_000;
    const at = (payout: number, atEpochMs: number) => [attempt(payout, { atEpochMs }), done(payout)];
    const reports = [...at(1, early), ...at(2, early + 7_000), ...at(3, STARTED + 1_101)];
    const { facts, parts, behindMs } = closed(reports, 3, (report) =>
      "payout" in report && report.payout === 3 ? 1 : 0,
    );
    expect(facts.flatMap(({ kind, payout, atMs }) => (kind === "attempt-sent" ? [[payout, atMs]] : []))).toEqual([
      [1, 1000],
      [3, 1100],
      [2, 8000],
    ]);
    expect([parts, behindMs]).toEqual([Int16Array.of(0, 0, 1), 6000]);
  });

  it("by a clock that is visibly behind or ahead is no evidence that its part met another one", () => {
    const most = (sentMs: number, closedMs = 900_000) => {
      const reports = [1, 2, 3, 4].flatMap((payout) => {
        const atEpochMs = STARTED + (payout < 3 ? 1_101 : sentMs);
        return [attempt(payout, { atEpochMs, durationMs: 700 }), done(payout)];
      });
      return closed(reports, 4, (report) => ("payout" in report && report.payout > 2 ? 1 : 0), closedMs).mostInFlight;
    };
    // Ready after 1,000 ms. The second part had sent long after the first, if its clock is 700 s behind.
    expect([most(1_101), most(-99_000), most(600_000)]).toEqual([4, 2, 2]);
    expect([most(751), most(750)]).toEqual([4, 2]);
    // Told after 1,500 ms, and nobody can have had an answer by then that came at 1,800.
    expect([most(1_101, 1_800), most(1_101, 1_500)]).toEqual([4, 2]);
  });

  it("cannot be believed where two parts tell of one payout", () => {
    const { problem } = closed([attempt(1), done(1)], 1, ({ kind }) => (kind === "done" ? 1 : 0));
    expect(problem).toBe("payout 1 was told of by two parts of the load");
  });

  it("is complete only as a whole: any part of it leaves a problem, and facts for every payout", () => {
    const all = fc.record({ payouts: fc.integer({ min: 1, max: 12 }), of: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(all, fc.double({ min: 0, max: 1, noNaN: true }), ({ payouts, of }, share) => {
        const reports = Array.from({ length: of }, (_, index) => [
          ...payoutsOf(phaseOf(payouts), { number: index + 1, of }),
        ]).flatMap((part) => part.flatMap((payout) => [attempt(payout), done(payout)]));
        // Each payout belongs to exactly one part.
        expect(reports.length).toBe(2 * payouts);
        expect(closed(reports, payouts)).toMatchObject({ isComplete: true, problem: null });
        const some = reports.slice(0, Math.floor(share * reports.length));
        const { isComplete, problem, facts } = closed(some, payouts);
        expect(isComplete).toBe(some.length === reports.length);
        expect(problem === null).toBe(isComplete);
        expect(new Set(facts.map(({ payout }) => payout)).size).toBe(payouts);
      }),
    );
  });
});
