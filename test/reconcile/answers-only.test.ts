import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PayoutState } from "../../src/domain/books.ts";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { runs } from "../runs.ts";
import {
  accepted,
  answered,
  balance,
  broke,
  charge,
  costOf,
  declared,
  entry,
  failed,
  givenUp,
  listed,
  plannedFault,
  refund,
  rested,
  sent,
  started,
  timedOut,
  unanswered,
} from "./facts.ts";

/**
 * Random histories of APIs that are judged by their answers, lists, entries and balances alone, with payments that settle late, answers
 * that are lost, and lists that do not say how it ended. An honest one is never violated, whatever it leaves open; and one that loses money
 * is never balanced, except where the loss hides behind what was declared of its timeouts.
 */
const OPENING = 100_000_000;

/** What the caller hears of an attempt. */
const hearings = ["told", "lost", "given up", "gateway", "timeout", "accepted"] as const;

/** What really happened: the rail paid or not, and what the books made of it. */
interface Payout {
  readonly amountMsat: number;
  readonly paid: boolean;
  readonly refused: boolean;
  readonly heard: (typeof hearings)[number];
  /** What its row says: the truth, nothing yet, an error, or it has none. */
  readonly row: "truth" | "pending" | "unknown" | "error" | "none";
  /** How much more than it should the service keeps of it: 0 where it is honest. */
  readonly wrongMsat: number;
  /** Tried once more, and told the truth. */
  readonly retried: boolean;
}

const honest: fc.Arbitrary<Payout> = fc.record({
  amountMsat: fc.constantFrom(1_000_000, 1_000_000, 2_000_000, 333),
  paid: fc.boolean(),
  refused: fc.boolean(),
  heard: fc.constantFrom(...hearings),
  row: fc.constantFrom("truth", "truth", "pending", "unknown", "error", "none"),
  wrongMsat: fc.constant(0),
  retried: fc.boolean(),
});

function answerOf(payout: number, { paid, refused, heard }: Payout): Fact[] {
  switch (heard) {
    case "told":
      return [paid ? answered(payout) : refused ? broke(payout) : failed(payout)];
    case "lost":
      return [unanswered(payout)];
    case "given up":
      return [givenUp(payout)];
    case "gateway":
      return [answered(payout, { outcome: "unknown", reason: "gateway", status: 504 })];
    case "timeout":
      return [timedOut(payout)];
    case "accepted":
      return [accepted(payout)];
  }
}

function rowOf(payout: number, { amountMsat, paid, row }: Payout): Fact[] {
  if (row === "none") return [];
  const truth: PayoutState = paid ? "paid" : "refused";
  const state = row === "truth" ? truth : row === "error" ? "failed" : row;
  // An error in the list is the end of a payout that was not paid, or of one whose service does not know that it was.
  return [listed(payout, { amountMsat, state })];
}

function factsOf(
  payouts: readonly Payout[],
  options: { entries: boolean; retries: boolean },
  but: Partial<RunStarted>,
) {
  const asked = payouts.flatMap((one, index) => {
    const { amountMsat, paid, retried } = one;
    const payout = index + 1;
    const again = options.retries && retried ? [sent(payout, { amountMsat, attempt: 2, atMs: 30 })] : [];
    const told = again.map(() => (paid ? answered : failed)(payout, { attempt: 2, atMs: 40 }));
    return [sent(payout, { amountMsat }), ...answerOf(payout, one), ...again, ...told];
  });
  const entries = payouts.flatMap(({ amountMsat, paid, refused, wrongMsat }, index) => {
    const payout = index + 1;
    const cost = costOf(amountMsat);
    const wrong = wrongMsat === 0 ? [] : [charge(payout, wrongMsat)];
    if (paid) return [charge(payout, cost), ...wrong];
    return refused ? wrong : [charge(payout, cost), refund(payout, cost), ...wrong];
  });
  const finalMsat = entries.reduce((sum, { deltaMsat }) => sum + deltaMsat, OPENING);
  const absent: Fact = {
    ...{ kind: "read-failed", atMs: 2, what: "entries", projectId: "shop", reason: "no such call", absent: true },
  };
  // One good payout, so that a run without a doubt can be balanced.
  const first = payouts.length + 1;
  return [
    started({ oracle: "answers", payouts: first, ...but }),
    balance("opening", OPENING),
    ...(options.entries ? [] : [absent]),
    ...[...asked, sent(first), answered(first)],
    ...payouts.flatMap((one, index) => rowOf(index + 1, one)),
    ...(options.entries ? [...entries, charge(first)] : [{ ...absent, atMs: 900 }]),
    ...[balance("final", finalMsat - 1_020_000), ...rested()],
  ];
}

const options = fc.record({ entries: fc.boolean(), retries: fc.boolean() });
const RUNS = { numRuns: runs(150, 10_000) };

/** True where the declaration is a lie: a payment timed out, or a row is in error, and it was paid all the same. */
function isLie({ paid, heard, row }: Payout): boolean {
  return paid && (heard === "timeout" || row === "error");
}

describe("an honest API that is judged by its answers", () => {
  it("is never violated, whatever settles late and whichever answers are lost", () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 8 }), options, (payouts, with_) => {
        // A payout whose row it wrote in error, or wrongly as open, is one of whose end it does not know.
        const { findings, verdict } = reconcile(factsOf(payouts, with_, {}));
        // What is accepted and has no row is a finding of its own, and right.
        expect(findings.filter(({ kind }) => kind !== "accepted-and-lost")).toEqual([]);
        if (findings.length === 0) expect(verdict).not.toBe("violated");
      }),
      RUNS,
    );
  });

  it("is never violated where its timeouts are declared never to pay, and do not", () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 8 }), options, (payouts, with_) => {
        const truthful = payouts.filter((one) => !isLie(one));
        const { findings } = reconcile(factsOf(truthful, with_, { injectedTimeouts: "never-paid" }));
        expect(findings.filter(({ kind }) => kind !== "accepted-and-lost")).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe("an API that loses money and is judged by its answers", () => {
  const wrongs = fc.constantFrom(1, 1_000, 1_020_000, 2_040_000, -1, -1_020_000);

  it("is never balanced", () => {
    fc.assert(
      fc.property(
        fc.array(honest, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        wrongs,
        options,
        (all, at, wrong, with_) => {
          const payouts = all.map((one, index) => (index === at % all.length ? { ...one, wrongMsat: wrong } : one));
          expect(reconcile(factsOf(payouts, with_, {})).verdict).not.toBe("balanced");
        },
      ),
      RUNS,
    );
  });

  it("is never balanced under a declaration either, unless that is a lie, and then the verdict says what it rests on", () => {
    fc.assert(
      fc.property(
        fc.array(honest, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        wrongs,
        options,
        (all, at, wrong, with_) => {
          const payouts = all.map((one, index) => (index === at % all.length ? { ...one, wrongMsat: wrong } : one));
          const { verdict, injectedTimeouts } = reconcile(factsOf(payouts, with_, { injectedTimeouts: "never-paid" }));
          if (payouts.some(isLie)) return;
          expect(verdict).not.toBe("balanced");
          expect(["never-paid", null]).toContain(injectedTimeouts);
        },
      ),
      RUNS,
    );
  });

  it("is in doubt where 200 payments settled behind timeouts and only 190 were charged, as a real service's may", () => {
    const payouts = (refunded: number) =>
      Array.from({ length: 200 }, (_, index): Fact[] => {
        const payout = index + 1;
        if (index >= refunded) return [sent(payout), answered(payout), charge(payout)];
        return [sent(payout), timedOut(payout), charge(payout), refund(payout), listed(payout, { state: "failed" })];
      }).flat();
    const { verdict, doubts } = reconcile([
      started({
        oracle: "answers",
        payouts: 200,
        projects: declared(["shop"], 1_000_000_000),
        faults: [plannedFault("timeout", 10)],
      }),
      ...[balance("opening", 1_000_000_000), ...payouts(10)],
      ...[balance("final", 1_000_000_000 - 190 * 1_020_000), ...rested()],
    ]);
    expect([verdict, doubts]).toEqual(["inconclusive", [{ kind: "outcomes-unknown", payouts: 10, clientTimeouts: 0 }]]);
  });

  it("is in doubt where payments settled late that no scenario declared, and all of them were charged", () => {
    const late = Array.from({ length: 20 }, (_, index) => [
      ...[sent(index + 2), timedOut(index + 2), charge(index + 2), listed(index + 2, { state: "failed" })],
    ]).flat();
    const facts = [
      started({ oracle: "answers", payouts: 21 }),
      ...[balance("opening", OPENING), sent(1), answered(1), charge(1), ...late],
      ...[balance("final", OPENING - 21 * 1_020_000), ...rested()],
    ];
    const { verdict, findings, doubts, projects } = reconcile(facts);
    expect([verdict, findings, projects[0]?.driftMsat]).toEqual(["inconclusive", [], 0]);
    expect(doubts).toContainEqual({ kind: "outcomes-unknown", payouts: 20, clientTimeouts: 0 });
  });

  it("is in doubt where one answer was later than the client's patience and no entries are listed", () => {
    const absent: Fact = {
      ...{ kind: "read-failed", atMs: 2, what: "entries", projectId: "shop", reason: "none", absent: true },
    };
    const facts = [
      started({ oracle: "answers", payouts: 2 }),
      ...[balance("opening", OPENING), absent, sent(1), answered(1)],
      ...[sent(2, { amountMsat: 500_000 }), givenUp(2), { ...absent, atMs: 900 }],
      ...[balance("final", OPENING - 1_020_000 - 510_000), ...rested()],
    ];
    const { verdict, findings, doubts } = reconcile(facts);
    expect([verdict, findings]).toEqual(["inconclusive", []]);
    expect(doubts).toContainEqual({ kind: "outcomes-unknown", payouts: 1, clientTimeouts: 1 });
  });

  it("is violated where an entry of nobody took the money, open answers or not", () => {
    const facts = [
      started({ oracle: "answers", payouts: 2 }),
      ...[balance("opening", OPENING), sent(1), answered(1), charge(1), sent(2), unanswered(2)],
      ...[entry(null, "fee", -5), balance("final", OPENING - 1_020_005), ...rested()],
    ];
    expect(reconcile(facts).findings.map(({ kind, msat }) => [kind, msat])).toEqual([["unexplained-change", -5]]);
  });
});
