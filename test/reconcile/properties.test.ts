import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryRead, Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { runs } from "../runs.ts";
import {
  answered,
  balance,
  costOf,
  declared,
  entry,
  failed,
  listed,
  neverPaid,
  received,
  rested,
  seen,
  sent,
  settled,
  started,
  timedOut,
  unread,
} from "./facts.ts";

/**
 * Random histories, each with a ledger that is honest or not. What is claimed of all of them: the findings add up to the drift in
 * every project; an honest ledger is never accused; and no single entry of it can be changed unnoticed.
 */
const PROJECTS = ["shop", "bar", "inn"];
const OPENING = 1_000_000_000;

/** One attempt of an honest API: what became of the payment, and what the caller was told. */
const attempt = fc.constantFrom("paid", "failed", "failed-unknown", "settled-unknown", "broke");

type Attempt = "paid" | "failed" | "failed-unknown" | "settled-unknown" | "broke";

interface Payout {
  readonly projectId: string;
  readonly amountMsat: number;
  readonly attempts: readonly Attempt[];
}

const payout: fc.Arbitrary<Payout> = fc.record({
  projectId: fc.constantFrom(...PROJECTS),
  amountMsat: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 100_000_000 })),
  attempts: fc
    .array(attempt, { minLength: 1, maxLength: 3 })
    // A caller that knows the outcome does not ask again, and an honest API does not pay again what it has paid.
    .map((all) => {
      const end = all.findIndex(
        (one) => one === "paid" || one === "failed" || one === "broke" || one === "settled-unknown",
      );
      return end < 0 ? all : all.slice(0, end + 1);
    }),
});

/** What the client and the node saw, and the entries that an honest ledger makes of it. */
function honest(payouts: readonly Payout[]): { readonly seen: Fact[]; readonly entries: EntryRead[] } {
  const seen: Fact[] = [];
  const entries: EntryRead[] = [];
  for (const [index, { projectId, amountMsat, attempts }] of payouts.entries()) {
    const number = index + 1;
    const cost = costOf(amountMsat);
    for (const [tried, outcome] of attempts.entries()) {
      const of = { attempt: tried + 1 };
      seen.push(sent(number, { ...of, projectId, amountMsat }));
      if (outcome === "broke") {
        seen.push(
          answered(number, { ...of, outcome: "refused", reason: "funds", status: 402, code: "INSUFFICIENT_BALANCE" }),
        );
        continue;
      }
      seen.push(received(number));
      entries.push(entry(number, "charge", -cost, { projectId }));
      const paid = outcome === "paid" || outcome === "settled-unknown";
      if (paid) seen.push(settled(number, amountMsat));
      else entries.push(entry(number, "refund", cost, { projectId }));
      seen.push(
        outcome === "paid" ? answered(number, of) : outcome === "failed" ? failed(number, of) : timedOut(number, of),
      );
    }
  }
  return { seen, entries };
}

/** A whole run in all projects. Final balances follow the entries unless something else moved them. */
function history(
  seen: readonly Fact[],
  entries: readonly EntryRead[],
  elsewhere: Readonly<Record<string, number>> = {},
): Fact[] {
  const sum = (projectId: string) =>
    entries.reduce((all, one) => (one.projectId === projectId ? all + one.deltaMsat : all), 0);
  return [
    started({ projects: declared(PROJECTS) }),
    ...PROJECTS.map((projectId) => balance("opening", OPENING, { projectId })),
    ...seen,
    ...entries,
    ...PROJECTS.map((projectId) =>
      balance("final", OPENING + sum(projectId) + (elsewhere[projectId] ?? 0), { projectId }),
    ),
    ...rested(),
  ];
}

/** What the findings of each project add up to. */
function explained(facts: readonly Fact[]) {
  const { findings } = reconcile(facts);
  return PROJECTS.map((projectId) => {
    const shares = findings.flatMap(({ projects }) => projects.filter((share) => share.projectId === projectId));
    return [projectId, shares.reduce((sum, { msat }) => sum + msat, 0)];
  });
}

function drifts(facts: readonly Fact[]) {
  return reconcile(facts).projects.map(({ projectId, driftMsat }) => [projectId, driftMsat]);
}

/** An API that does anything at all: any settlements, any entries, in any project, of any payout and of none. */
const anything = fc.record({
  payouts: fc.array(payout, { maxLength: 6 }),
  extraSettlements: fc.array(
    fc.record({ payout: fc.integer({ min: 1, max: 8 }), amountMsat: fc.constantFrom(1_000_000, 999, 5) }),
    {
      maxLength: 6,
    },
  ),
  entries: fc.array(
    fc.record({
      payout: fc.option(fc.integer({ min: 1, max: 8 })),
      word: fc.constantFrom("charge", "refund", "restore", "deposit", "hold", "release", "confirm"),
      deltaMsat: fc.oneof(
        fc.constantFrom(-1_020_000, 1_020_000, 0, -1, 700),
        fc.integer({ min: -5_000_000, max: 5_000_000 }),
      ),
      projectId: fc.constantFrom(...PROJECTS),
      balanceAfterMsat: fc.option(fc.integer({ min: -5, max: 100 })),
    }),
    { maxLength: 12 },
  ),
  elsewhere: fc.record(
    { shop: fc.constantFrom(0, 0, 1_020_000, -7), bar: fc.constantFrom(0, 0, -1_020_000) },
    { requiredKeys: [] },
  ),
  open: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }),
  reads: fc.array(
    fc.record({
      projectId: fc.constantFrom(...PROJECTS),
      askedAtMs: fc.integer({ min: 5, max: 25 }),
      balanceMsat: fc.oneof(fc.constant(OPENING), fc.integer({ min: OPENING - 10_000, max: OPENING + 2_000_000 })),
    }),
    { maxLength: 4 },
  ),
});

/** Facts among which balances were read, each somewhere. */
function interleaved(
  facts: readonly Fact[],
  reads: readonly { projectId: string; askedAtMs: number; balanceMsat: number }[],
) {
  const places = reads.map((read, index) => (read.askedAtMs * 7 + index) % (facts.length + 1));
  return facts.flatMap((fact, at) => [
    ...reads.flatMap((read, index) =>
      places[index] === at ? [seen(read.balanceMsat, read.askedAtMs, read.askedAtMs + 3, read)] : [],
    ),
    fact,
  ]);
}

const RUNS = { numRuns: runs(150, 10_000) };

describe("findings", () => {
  it("add up to the drift of every project, whatever the API did", () => {
    fc.assert(
      fc.property(anything, fc.constantFrom("same", "fresh"), (api, retryKey) => {
        const { payouts, extraSettlements, entries, elsewhere, reads, open } = api;
        const base = honest(payouts);
        const [, ...happened] = history(
          [
            ...interleaved(base.seen, reads),
            ...open.map((number) => listed(number, { state: "pending" })),
            ...extraSettlements.map(({ payout: number, amountMsat }) => settled(number, amountMsat)),
          ],
          [
            ...base.entries,
            ...entries.map(({ payout: number, word, deltaMsat, ...rest }) => entry(number, word, deltaMsat, rest)),
          ],
          elsewhere,
        );
        const facts = [started({ projects: declared(PROJECTS), retryKey }), ...happened];
        expect(explained(facts)).toEqual(drifts(facts));
      }),
      RUNS,
    );
  });

  it("add up to the drift of every project without the entries as well", () => {
    fc.assert(
      fc.property(anything, fc.boolean(), ({ payouts, extraSettlements, entries, elsewhere, reads, open }, rail) => {
        const base = honest(payouts);
        const wild = entries.map(({ payout: number, word, deltaMsat, ...rest }) =>
          entry(number, word, deltaMsat, rest),
        );
        const [first, ...rest] = history(
          [
            ...interleaved(base.seen, reads),
            ...open.map((number) => listed(number, { state: "pending" })),
            ...extraSettlements.map(({ payout: number, amountMsat }) => settled(number, amountMsat)),
          ],
          [...base.entries, ...wild],
          elsewhere,
        );
        const absent = PROJECTS.map((projectId) => unread("entries", { projectId }));
        const facts = [
          started({ ...first, projects: declared(PROJECTS), ...(rail ? {} : neverPaid) }),
          ...absent,
          ...rest,
        ];
        expect(explained(facts)).toEqual(drifts(facts));
      }),
      RUNS,
    );
  });

  it("are none against an honest ledger", () => {
    fc.assert(
      fc.property(fc.array(payout, { maxLength: 12 }), (payouts) => {
        const { seen, entries } = honest(payouts);
        const { findings, projects } = reconcile(history(seen, entries));
        expect(findings).toEqual([]);
        expect(projects.map(({ driftMsat }) => driftMsat)).toEqual([0, 0, 0]);
      }),
      RUNS,
    );
  });

  it("are the same for the same facts", () => {
    fc.assert(
      fc.property(anything, ({ payouts, entries, elsewhere }) => {
        const base = honest(payouts);
        const wild = entries.map(({ payout: number, word, deltaMsat, ...rest }) =>
          entry(number, word, deltaMsat, rest),
        );
        const facts = history(base.seen, [...base.entries, ...wild], elsewhere);
        expect(reconcile(facts)).toEqual(reconcile(facts));
      }),
      { numRuns: 60 },
    );
  });
});

/** One entry of an honest ledger, changed in one way that moves money. */
const tampering = fc.record({
  at: fc.nat(),
  how: fc.constantFrom(
    "dropped",
    "doubled",
    "changed",
    "made nobody's",
    "moved to another payout",
    "moved to another project",
  ),
  byMsat: fc.integer({ min: -3_000_000, max: 3_000_000 }).filter((msat) => msat !== 0),
  // The final balance either follows the tampered entries or is what it honestly was.
  follows: fc.boolean(),
});

function tampered(
  entries: readonly EntryRead[],
  payouts: number,
  by: { at: number; how: string; byMsat: number },
): EntryRead[] {
  const at = by.at % entries.length;
  const [before, chosen, after] = [entries.slice(0, at), entries[at], entries.slice(at + 1)];
  if (chosen === undefined) return [...entries];
  const elsewhere = PROJECTS[(PROJECTS.indexOf(chosen.projectId) + 1) % PROJECTS.length] ?? "";
  const changes: Readonly<Record<string, readonly EntryRead[]>> = {
    dropped: [],
    doubled: [chosen, chosen],
    changed: [{ ...chosen, deltaMsat: chosen.deltaMsat + by.byMsat }],
    "made nobody's": [{ ...chosen, payout: null }],
    "moved to another payout": [{ ...chosen, payout: ((chosen.payout ?? 0) % payouts) + 1 }],
    "moved to another project": [{ ...chosen, projectId: elsewhere }],
  };
  return [...before, ...(changes[by.how] ?? []), ...after];
}

describe("one changed entry of an honest ledger", () => {
  it("is noticed, and explained to the sat", () => {
    fc.assert(
      fc.property(fc.array(payout, { minLength: 2, maxLength: 8 }), tampering, (payouts, by) => {
        const { seen, entries } = honest(payouts);
        fc.pre(entries.length > 0);
        const lies = tampered(entries, payouts.length, by);
        const sum = (all: readonly EntryRead[], projectId: string) =>
          all.reduce((total, one) => (one.projectId === projectId ? total + one.deltaMsat : total), 0);
        const kept = PROJECTS.map((projectId) => [
          projectId,
          by.follows ? 0 : sum(entries, projectId) - sum(lies, projectId),
        ]);
        const facts = history(seen, lies, Object.fromEntries(kept));
        expect(reconcile(facts).verdict).toBe("violated");
        expect(explained(facts)).toEqual(drifts(facts));
      }),
      RUNS,
    );
  });
});
