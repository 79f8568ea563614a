import { describe, expect, it } from "vitest";
import type { Fact, PhaseEnded } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import {
  answered,
  balance,
  broke,
  charge,
  declared,
  failed,
  fired,
  good,
  listed,
  plannedFault,
  received,
  refund,
  rested,
  run,
  sent,
  settled,
  started,
  unanswered,
} from "../facts.ts";
import { reasons } from "./reasons.ts";

const phase = (concurrency: number | null, mostInFlight: number): PhaseEnded => {
  return { kind: "phase-ended", atMs: 50, phase: "spike", payouts: 900, concurrency, mostInFlight };
};

const quiet = (happened: readonly Fact[], but: Partial<RunStarted> = {}) =>
  reconcile(run(100_000_000, happened, but)).doubts;

describe("a load", () => {
  it("is no doubt where it reached its concurrency", () => {
    expect(reasons([phase(1, 0), phase(1, 1), phase(20, 20), phase(null, 3)])).toEqual([]);
  });

  it("is one where it did not", () => {
    const short = { kind: "concurrency-not-reached", phase: "spike", payouts: 900, declared: 60, reached: 40 };
    expect(reasons([phase(60, 40)])).toEqual([short]);
  });

  it("is one where nothing was sent or answered", () => {
    expect(quiet([])).toEqual([{ kind: "nothing-sent" }]);
    expect(quiet([], { payouts: 3 })).toEqual([{ kind: "nothing-sent" }]);
    expect(quiet([sent(1), unanswered(1)])).toEqual([{ kind: "nothing-answered" }]);
  });

  it("is one where somebody in front of the service answered, and never the service itself", () => {
    const gateway = answered(1, { outcome: "unknown", reason: "gateway", status: 502 });
    expect(quiet([sent(1), gateway])).toEqual([{ kind: "nothing-answered" }]);
  });

  it("is one where nothing was put to the test", () => {
    expect(quiet([sent(1), broke(1)])).toEqual([{ kind: "all-refused" }]);
    expect(quiet([sent(1), received(1, "failure"), broke(1, { reason: "rejected", status: 500 })])).toEqual([]);
    expect(quiet([sent(1), received(1, "failure"), failed(1)])).toEqual([]);
    expect(quiet([sent(1), failed(1)])).toEqual([{ kind: "rail-unused" }]);
    expect(quiet([sent(1), failed(1)], { oracle: "answers" })).toEqual([{ kind: "nothing-reported-paid" }]);
  });

  it("is one where a target was to pay through our rail and never did, because it may pay elsewhere, and accuses nobody of it", () => {
    const charged = [sent(1), answered(1), charge(1)];
    const onTarget = { target: "http://127.0.0.1:8090" };
    const { verdict, findings, doubts, metrics } = reconcile(run(98_980_000, charged, onTarget));
    expect([verdict, findings, metrics["balance_mismatches"]]).toEqual(["inconclusive", [], undefined]);
    expect(doubts).toEqual([{ kind: "rail-unused" }]);
    // One payment of the run is enough to say that it pays here.
    const caught = reconcile(run(97_960_000, [...good(2), ...charged], onTarget));
    expect(caught.findings.map(({ kind }) => kind)).toEqual(["charged-not-paid", "false-success"]);
    // What the books show by themselves is found all the same.
    const fee = reconcile(run(99_980_000, [sent(1), failed(1), charge(1), refund(1, 1_000_000)], onTarget));
    expect(fee.findings.map(({ kind }) => kind)).toEqual(["partly-refunded"]);
  });

  it("is one where a target pays for others through our rail, and accuses nobody of it", () => {
    const facts = [...good(1), received(null), received(null), settled(null)];
    const { verdict, findings, doubts } = reconcile(run(98_980_000, facts, { target: "http://127.0.0.1:8090" }));
    expect(doubts).toEqual([{ kind: "payments-of-others", payments: 2, settled: 1 }]);
    expect([verdict, findings]).toEqual(["inconclusive", []]);
    // Nobody but the run can have asked the embedded API.
    expect(reconcile(run(98_980_000, facts)).findings.map(({ kind }) => kind)).toEqual(["unexplained-change"]);
  });

  it("calls a payout paid on a target that only its list calls so", () => {
    const facts = run(98_980_000, [sent(1), unanswered(1), sent(2), failed(2), listed(1), charge(1)], {
      oracle: "answers",
    });
    expect(reconcile(facts).doubts.map(({ kind }) => kind)).toEqual(["unexplained-attempts"]);
  });
});

describe("refusals", () => {
  const poor = (payout: number) => [sent(payout), broke(payout)];
  const race = [...good(1), ...poor(2), ...poor(3), ...poor(4)];

  it("are a doubt where most payouts met one", () => {
    expect(quiet(race)).toEqual([{ kind: "mostly-refused", refused: 3, payouts: 4 }]);
  });

  it("are none where the scenario expects them, unless nothing else happened", () => {
    expect(quiet(race, { refusalsExpected: true })).toEqual([]);
    expect(quiet([...poor(2), ...poor(3)], { refusalsExpected: true })).toEqual([{ kind: "all-refused" }]);
  });
});

describe("payouts that never reached the API", () => {
  const lost = (payout: number): Fact[] => [sent(payout), fired(payout, "request-lost"), unanswered(payout)];
  const judged = (...happened: readonly Fact[]) => {
    const count = happened.filter(({ kind }) => kind === "fault-fired").length;
    const facts = run(98_980_000, [...good(1), ...happened], { faults: [plannedFault("request-lost", count)] });
    const { verdict, doubts, notes } = reconcile(facts);
    return [verdict, doubts, notes];
  };

  it("are a doubt where they are most of them, and a note where they are few", () => {
    expect(judged(...lost(2))).toEqual(["balanced", [], ["1 payout never reached the API"]]);
    expect(judged(...lost(2), ...lost(3))).toEqual([
      "inconclusive",
      [{ kind: "mostly-unreached", unreached: 2, payouts: 3 }],
      ["2 payouts never reached the API"],
    ]);
  });

  it("are none of those that the rail or the books know of", () => {
    const known: Fact[] = [
      received(2, "failure"),
      { kind: "payment-rejected", atMs: 13, payout: 3, reason: "in-transition" },
      ...[...lost(4), charge(4), refund(4), ...lost(5), listed(5, { state: "failed" })],
    ];
    expect(judged(...lost(2), ...lost(3), ...known)).toEqual(["balanced", [], []]);
  });

  it("are a doubt where a crash left most without an API to reach", () => {
    const refused = (payout: number) => [
      sent(payout, { atMs: 160 }),
      unanswered(payout, { atMs: 161, code: "ECONNREFUSED" }),
    ];
    const crash: Fact[] = [
      { kind: "api-crashed", atMs: 150, point: "after-charge", how: "kill", instance: 1 },
      ...[...refused(2), ...refused(3)],
      { kind: "api-restarted", atMs: 300, instance: 1 },
    ];
    expect(reasons(crash, { faults: [plannedFault("after-charge")] })).toEqual([
      { kind: "mostly-unreached", unreached: 2, payouts: 3 },
    ]);
  });
});

describe("the balance that a scenario declares", () => {
  /** Three payouts that are all paid, and cost 3,060,000 together. */
  const opened = (declaredMsat: number, openingMsat: number, but: Partial<RunStarted> = {}) =>
    reconcile([
      started({ payouts: 3, projects: declared(["shop"], declaredMsat), ...but }),
      balance("opening", openingMsat),
      ...[...good(1), ...good(2), ...good(3)],
      balance("final", openingMsat - 3_060_000),
      ...rested(),
    ]).doubts;

  it("is no doubt where it was found, or where the difference makes none", () => {
    expect(opened(5_000_000, 5_000_000)).toEqual([]);
    expect(opened(5_000_000, 900_000_000)).toEqual([]);
    expect(opened(5_000_000, 3_060_000)).toEqual([]);
    expect(opened(3_060_000, 900_000_000)).toEqual([]);
  });

  it("is one where it was to be scarce, and was not", () => {
    const scarce = { refusalsExpected: true };
    const doubt = { kind: "overfunded", projectId: "shop", declaredMsat: 2_000_000, costMsat: 3_060_000 };
    expect(opened(2_000_000, 900_000_000, scarce)).toEqual([{ ...doubt, openingMsat: 900_000_000 }]);
    expect(opened(2_000_000, 3_060_000, scarce)).toEqual([{ ...doubt, openingMsat: 3_060_000 }]);
    const isScarce = { kind: "overfunded" };
    expect(opened(2_000_000, 2_500_000, scarce)).not.toContainEqual(expect.objectContaining(isScarce));
    expect(opened(3_060_000, 900_000_000, scarce)).toEqual([]);
    // Nobody says that refusals are the point: it is only more money than was asked for.
    expect(opened(2_000_000, 900_000_000)).toEqual([]);
  });

  it("is one where less was found, and it does not pay for all", () => {
    const doubt = { kind: "underfunded", projectId: "shop", declaredMsat: 5_000_000, openingMsat: 3_059_999 };
    expect(opened(5_000_000, 3_059_999)).toEqual([doubt]);
  });

  it("says nothing where the opening balance is not known", () => {
    const facts = [started({ payouts: 1, projects: declared(["shop"], 5) }), ...good(1), ...rested()];
    expect(reconcile(facts).doubts.map(({ kind }) => kind)).toEqual(["balance-not-read", "balance-not-read"]);
  });
});
