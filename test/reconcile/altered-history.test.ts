import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { runs } from "../runs.ts";
import { answered, charge, costOf, entry, run, seen, sent, settled } from "./facts.ts";
import { type History, honestHistory, OPENING, PROJECTS } from "./honest-history.ts";

/**
 * An honest API is never accused, whatever the order of things; and no fact on which the verdict rests can be altered without changing it.
 * The first claim alone would hold for a judge who is asleep, and the second for one who accuses everybody.
 */
const RUNS = { numRuns: runs(80, 3_000) };

describe("an honest history", () => {
  it("is balanced, with no finding and no doubt", () => {
    fc.assert(
      fc.property(honestHistory, ({ facts }) => {
        const { verdict, findings, doubts, projects } = reconcile(facts);
        expect({ verdict, findings, doubts }).toEqual({
          ...{ verdict: "balanced", findings: [], doubts: [] },
        });
        expect(projects.map(({ driftMsat }) => driftMsat)).toEqual([0, 0, 0]);
      }),
      { numRuns: runs(150, 10_000) },
    );
  });
});

/** What a fact becomes: others in its place, none at all, or undefined where this alteration is not about such a fact. */
type Alteration = (
  fact: Fact,
  chance: { readonly byMsat: number; readonly payout: number },
) => readonly Fact[] | undefined;

const dropped =
  (...kinds: readonly Fact["kind"][]): Alteration =>
  (fact) =>
    kinds.includes(fact.kind) ? [] : undefined;

const alterations: Readonly<Record<string, Alteration>> = {
  "a settlement is dropped": dropped("payment-settled"),
  "a settlement is added": (fact, { payout }) =>
    fact.kind === "phase-ended" || fact.kind === "drained" ? [settled(payout, 1_000_000), fact] : undefined,
  "a settlement is of another amount": (fact, { byMsat }) =>
    fact.kind === "payment-settled" ? [{ ...fact, amountMsat: fact.amountMsat + byMsat }] : undefined,
  "an entry moves another amount": (fact, { byMsat }) =>
    fact.kind === "entry-read" ? [{ ...fact, deltaMsat: fact.deltaMsat + byMsat }] : undefined,
  "an entry is dropped": (fact) => (fact.kind === "entry-read" && fact.deltaMsat !== 0 ? [] : undefined),
  "an entry is there twice": (fact) => (fact.kind === "entry-read" && fact.deltaMsat !== 0 ? [fact, fact] : undefined),
  "an entry is nobody's": (fact) =>
    fact.kind === "entry-read" && fact.deltaMsat !== 0 ? [{ ...fact, payout: null }] : undefined,
  "an entry stands in another project": (fact) =>
    fact.kind === "entry-read" && fact.deltaMsat !== 0
      ? [{ ...fact, projectId: PROJECTS[(PROJECTS.indexOf(fact.projectId) + 1) % PROJECTS.length] ?? "" }]
      : undefined,
  "an entry of no payout is added": (fact, { byMsat }) =>
    fact.kind === "drained" ? [entry(null, "fee", byMsat), fact] : undefined,
  "an opening or final balance is another": (fact, { byMsat }) =>
    fact.kind === "balance-read" && fact.when !== "during"
      ? [{ ...fact, balanceMsat: fact.balanceMsat + byMsat }]
      : undefined,
  "an opening or final balance is dropped": (fact) =>
    fact.kind === "balance-read" && fact.when !== "during" ? [] : undefined,
  "a balance during the load is more than was ever there": (fact, { byMsat }) =>
    fact.kind === "balance-read" && fact.when === "during"
      ? [{ ...fact, balanceMsat: OPENING + Math.abs(byMsat) }]
      : undefined,
  "a payout is listed with another amount": (fact, { byMsat }) =>
    fact.kind === "payout-read" ? [{ ...fact, amountMsat: (fact.amountMsat ?? 0) + byMsat }] : undefined,
  "a payout is listed as pending": (fact) =>
    fact.kind === "payout-read" ? [{ ...fact, state: "pending", word: "pending" }] : undefined,
  "a payout is listed in another project": (fact) =>
    fact.kind === "payout-read" ? [{ ...fact, projectId: "elsewhere" }] : undefined,
  "paid is answered as failed": (fact) =>
    fact.kind === "attempt-answered" && fact.outcome === "paid"
      ? [{ ...fact, outcome: "refused", reason: "payment-failed", status: 502, code: "PAYMENT_FAILED" }]
      : undefined,
  "failed is answered as paid": (fact) =>
    fact.kind === "attempt-answered" && fact.code === "PAYMENT_FAILED"
      ? [{ ...fact, outcome: "paid", status: 201, code: "" }]
      : undefined,
  "an answer never comes": (fact) => (fact.kind === "attempt-answered" && fact.outcome !== "unknown" ? [] : undefined),
  "an answer tells nothing": (fact) =>
    fact.kind === "attempt-answered" && fact.outcome !== "unknown"
      ? [{ ...fact, outcome: "unknown", reason: "service-error", status: 500, code: "" }]
      : undefined,
  "a sending is dropped": (fact) => (fact.kind === "attempt-sent" && fact.attempt === 1 ? [] : undefined),
  "a fault never fires": dropped("fault-fired"),
  "the end is missing": dropped("drained", "run-ended"),
};

function altered({ facts, payouts }: History, alteration: Alteration, by: { at: number; byMsat: number }) {
  const chance = { byMsat: by.byMsat, payout: (by.at % payouts) + 1 };
  const places = facts.flatMap((fact, index) => (alteration(fact, chance) === undefined ? [] : [index]));
  const chosen = places[by.at % Math.max(1, places.length)];
  return facts.flatMap((fact, index) => (index === chosen ? (alteration(fact, chance) ?? []) : [fact]));
}

describe("an honest history is not balanced any more when", () => {
  const by = fc.record({
    at: fc.nat(),
    byMsat: fc.integer({ min: -3_000_000, max: 3_000_000 }).filter((msat) => msat !== 0),
  });

  it.each(Object.entries(alterations))("%s", (_, alteration) => {
    let tried = 0;
    fc.assert(
      fc.property(honestHistory, by, (history, chance) => {
        const facts = altered(history, alteration, chance);
        // Not every history has such a fact.
        if (facts.length === history.facts.length && facts.every((fact, index) => fact === history.facts[index]))
          return;
        tried += 1;
        expect(reconcile(facts).verdict).not.toBe("balanced");
      }),
      { numRuns: runs(50, 500) },
    );
    expect(tried).toBeGreaterThan(10);
  });
});

describe("a balance that was read during the load", () => {
  /** What is found where a balance is read once everything was answered, and before anything came to rest. */
  const found = (facts: readonly Fact[], balanceMsat: number, projectId: string) => {
    const end = facts.findIndex(({ kind }) => kind === "payout-read" || kind === "drained");
    const { findings } = reconcile(facts.toSpliced(end, 0, seen(balanceMsat, 1500, 1501, { projectId })));
    return findings.map(({ kind, msat }) => [kind, msat]);
  };

  it("is noticed where it is as old as the start, and a payout of the project was called paid before the question", () => {
    fc.assert(
      fc.property(honestHistory, ({ facts }) => {
        const paid = new Set(
          facts.flatMap((fact) => (fact.kind === "attempt-answered" && fact.outcome === "paid" ? [fact.payout] : [])),
        );
        const spent = new Set(
          facts.flatMap((fact) => (fact.kind === "attempt-sent" && paid.has(fact.payout) ? [fact.projectId] : [])),
        );
        expect(spent.size).toBeGreaterThan(0);
        for (const projectId of PROJECTS) {
          const stale = spent.has(projectId) ? [["impossible-balance", 0]] : [];
          expect(found(facts, OPENING, projectId)).toEqual(stale);
        }
      }),
      RUNS,
    );
  });

  it("is noticed by a single sat where nothing is in doubt, and by none", () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 20_000_000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(amounts, fc.constantFrom(-1, 0, 1), (all, offMsat) => {
        const left = all.reduce((sum, amountMsat) => sum - costOf(amountMsat), 100_000_000);
        const happened = all.flatMap((amountMsat, index) => {
          const payout = index + 1;
          const charged = charge(payout, costOf(amountMsat));
          return [sent(payout, { amountMsat }), settled(payout, amountMsat), answered(payout), charged];
        });
        const off = offMsat === 0 ? [] : [["impossible-balance", 0]];
        expect(found(run(left, happened), left + offMsat, "shop")).toEqual(off);
      }),
      RUNS,
    );
  });
});
