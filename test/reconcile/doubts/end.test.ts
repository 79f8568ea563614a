import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { answered, good, learned, notReported, planned, plannedFault, restless, run, sent } from "../facts.ts";
import { reasons, trouble } from "./reasons.ts";

describe("the end of a run", () => {
  it("is no doubt where everything was sent, answered, and had come to rest", () => {
    expect(reasons([])).toEqual([]);
  });

  it("is one where the plan already said that it proves nothing", () => {
    expect(reasons([], { doubts: [planned] })).toEqual([planned]);
  });

  it("is one where the run was stopped, and then it is no wonder that payouts are missing", () => {
    expect(reasons([{ kind: "interrupted", atMs: 40, signal: "SIGINT", limitMs: null }], { payouts: 3 })).toEqual([
      { kind: "interrupted", signal: "SIGINT" },
    ]);
  });

  it("is one where the limit of time cut the run", () => {
    expect(reasons([{ kind: "interrupted", atMs: 40, signal: null, limitMs: 1_800_000 }], { payouts: 3 })).toEqual([
      { kind: "time-limit", limitMs: 1_800_000 },
    ]);
  });

  it("is one where the API ended unasked, or payouts are missing", () => {
    const exit = { kind: "api-exited", atMs: 1234.5, reason: "killed by SIGKILL" } as const;
    expect(reasons([exit], { payouts: 3 })).toEqual([
      { kind: "api-exited", atMs: 1234.5, reason: "killed by SIGKILL" },
      { kind: "never-sent", missing: 2, payouts: 3 },
    ]);
  });

  it("is one where it is missing, or where nothing tells of rest", () => {
    const whole = run(98_980_000, good(1));
    const without = (kind: Fact["kind"]) => reconcile(whole.filter((fact) => fact.kind !== kind)).doubts;
    expect(without("drained")).toEqual([{ kind: "drain-missing" }]);
    expect(without("run-ended")).toEqual([{ kind: "journal-incomplete" }]);
  });

  it("is one where not everything had come to rest, with everything that had not", () => {
    const unfinished = [{ kind: "payments-in-flight", payments: 2 }, { kind: "drain-too-short" }] as const;
    expect(reconcile(restless(run(98_980_000, good(1)), ...unfinished)).doubts).toEqual([
      { kind: "unfinished", unfinished },
    ]);
  });

  it("of a load that could not be completed is one, and what is missing because of it is none", () => {
    const unfinished = { kind: "load-cut-short", reason: "artillery was killed by SIGKILL" } as const;
    const phase = { kind: "phase-ended", atMs: 30, phase: "all", payouts: 3, concurrency: 4, mostInFlight: 1 } as const;
    const lost = [2, 3].flatMap((payout) => [sent(payout), notReported(payout, { atMs: 800 })]);
    const happened = run(98_980_000, [...good(1), ...lost, phase], { faults: [plannedFault("timeout", 3)] });
    const { verdict, doubts } = reconcile(restless(happened, unfinished));
    expect([verdict, doubts]).toEqual(["inconclusive", [{ kind: "unfinished", unfinished: [unfinished] }]]);
    // Nobody else may leave a fault out.
    expect(reconcile(happened).doubts.map(({ kind }) => kind)).toEqual([
      "mostly-unreached",
      "concurrency-not-reached",
      "unexplained-attempts",
      "fault-not-fired",
    ]);
  });

  it("of a load that could not be completed explains each attempt that was not told of once, and only while it is open", () => {
    const unfinished = { kind: "load-cut-short", reason: "artillery was killed by SIGKILL" } as const;
    const faults = [plannedFault("after-charge")];
    const unclear = [sent(2), answered(2, { outcome: "unknown", reason: "service-error", status: 500 })];
    const crash = { kind: "api-crashed", how: "kill", atMs: 150, point: "after-charge", instance: 1 } as const;
    const back = { kind: "api-restarted", atMs: 300, instance: 1 } as const;
    const lost = [sent(3, { atMs: 160 }), crash, back, notReported(3, { atMs: 800 })];
    const kinds = (...more: readonly Fact[]) => {
      const happened = run(98_980_000, [...good(1), ...unclear, ...lost, ...more], { faults });
      return reconcile(restless(happened, unfinished)).doubts.filter(({ kind }) => kind === "unexplained-attempts");
    };
    expect([kinds(), kinds(learned(3, "refused", { atMs: 850 }))]).toEqual([
      [trouble(1, { crashed: true })],
      [trouble(1, { crashed: true })],
    ]);
  });
});
