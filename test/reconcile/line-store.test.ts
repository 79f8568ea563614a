import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { buildStatement } from "../../src/reconcile/build-statement.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { type RareField, rare } from "../../src/reconcile/line-row.ts";
import { LineStore, type Lines, linesWith } from "../../src/reconcile/line-store.ts";
import { type LineDraft, newLine, type OpenAttempt, type PayoutLine } from "../../src/reconcile/payout-line.ts";
import { newAccount } from "../../src/reconcile/project-account.ts";
import type { Statement } from "../../src/reconcile/statement.ts";
import { runs } from "../runs.ts";
import { answered, called, charge, good, listed, refund, run, sent, timedOut } from "./facts.ts";
import { honestHistory } from "./honest-history.ts";

/** Facts that are lost, or told twice, each with a number that says which; and what else a run may be. */
const spoiled = fc.record({
  lost: fc.array(fc.nat(200), { maxLength: 4 }),
  twice: fc.array(fc.nat(200), { maxLength: 4 }),
  run: fc.record({
    oracle: fc.constantFrom("rail", "answers"),
    retryKey: fc.constantFrom("same", "fresh"),
    feeOnRefund: fc.constantFrom("returned", "kept"),
    routingFees: fc.constantFrom("absorbed", "passed-on"),
    sharedInvoices: fc.boolean(),
  }),
});

const history = fc.record({ honest: honestHistory, spoiled }).map(({ honest, spoiled: { lost, twice, run } }) =>
  honest.facts.flatMap((fact, at): readonly Fact[] => {
    if (fact.kind === "run-started") return [{ ...fact, ...run }];
    return lost.includes(at) ? [] : twice.includes(at) ? [fact, fact] : [fact];
  }),
);

const asked = { payout: 1, amountMsat: 1_000_000, costMsat: 1_020_000, atMs: 7.125 };
const shop = newAccount("shop");
const rareFields = Object.keys(rare) as RareField[];
const names = Object.keys(newLine(asked, shop)) as (keyof LineDraft)[];

/** Every field of every line, because in columns they are no properties of their own. */
function written({ lines }: Statement): readonly unknown[] {
  return [...lines].map(fieldsOf);
}

/** The payouts that are found by each field that few lines have. */
function found(lines: Lines): readonly (readonly number[])[] {
  return rareFields.map((field) => payoutsOf(linesWith(lines, field)));
}

function payoutsOf(lines: Iterable<PayoutLine>): readonly number[] {
  return [...lines].map(({ payout }) => payout);
}

function fieldsOf(line: PayoutLine): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, name === "project" ? line.project.projectId : line[name]]));
}

/** Numbers that fit into a byte, those that just do not, and any others. */
const anyNumber = fc.oneof(
  fc.constantFrom(0, 1, 127, 128, -127, -128, -129, 65_536),
  fc.integer(),
  fc.double({ noNaN: true }).map((value) => value + 0),
);
const mark = fc.integer({ min: -1, max: 2 ** 31 - 1 });
const sums = fc.array(fc.constantFrom(asked.costMsat, 0, 500), { maxLength: 2 });
const few = fc.nat(3);
const openAttempt: fc.Arbitrary<OpenAttempt> = fc.record({
  attempt: fc.integer({ min: 1, max: 3 }),
  outcome: fc.constantFrom("pending", "unknown"),
  reason: fc.constantFrom("none", "client-timeout"),
  requestKept: fc.boolean(),
  sentMs: fc.constantFrom(asked.atMs, 30),
  place: fc.nat(),
  polled: fc.constantFrom("pending", null),
});

/** A value for each field that may change, by its name or else by what it is at first. */
function arbitraryOf(name: keyof LineDraft, atFirst: unknown): fc.Arbitrary<unknown> | undefined {
  const own: Partial<Record<keyof LineDraft, fc.Arbitrary<unknown> | undefined>> = {
    ...{ payout: undefined, project: undefined, amountMsat: undefined, costMsat: undefined },
    ...{ mayHoldMsat: undefined, firstSentMs: undefined, answeredId: mark, listedId: mark },
    hostile: fc.option(fc.string()),
    conclusion: fc.constantFrom("paid", "pending", "refused", "unknown"),
    lastHeardMs: fc.option(anyNumber),
    openAttempts: fc.array(openAttempt, { maxLength: 2 }),
    learnedEarly: fc.array(fc.constant(called(1, "paid")), { maxLength: 2 }),
    listed: fc.option(fc.constantFrom("paid", "failed")),
    rows: fc.record({ paid: few, refused: few, failed: few, pending: few, unknown: few }),
  };
  if (name in own) return own[name];
  if (Array.isArray(atFirst)) return sums;
  return typeof atFirst === "boolean" ? fc.boolean() : anyNumber;
}

const change = fc.oneof(
  ...names.flatMap((name) => {
    const value = arbitraryOf(name, newLine(asked, shop)[name]);
    return value === undefined ? [] : value.map((one) => ({ [name]: one }));
  }),
);

describe("lines in columns", () => {
  it("judge every history as lines that are kept as objects do", () => {
    fc.assert(
      fc.property(history, fc.nat(3), (facts, linesAsObjects) => {
        expect(reconcile(facts, { linesAsObjects })).toEqual(reconcile(facts));
        const [columns, objects] = [buildStatement(facts, linesAsObjects), buildStatement(facts)];
        expect(written(columns)).toEqual(written(objects));
        expect(found(columns.lines)).toEqual(found(objects.lines));
        expect(found(columns.lines)).toEqual(
          rareFields.map((field) => payoutsOf(columns.lines.filter((line) => Boolean(line[field])))),
        );
      }),
      { numRuns: runs(60, 3_000) },
    );
  });

  it("keep whatever is written into their fields, and nothing of it in another line", () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const store = new LineStore(2, 0);
        const line = store.open(asked, shop);
        const next = fieldsOf(store.open({ ...asked, payout: 2 }, shop));
        const object = newLine(asked, shop);
        for (const one of changes) {
          Object.assign(line, one);
          Object.assign(object, one);
          expect(fieldsOf(line)).toEqual(fieldsOf(object));
        }
        expect(found(store.closed())).toEqual(rareFields.map((field) => (object[field] ? [1] : [])));
        expect(store.get(2)).toBeDefined();
        for (const two of store.drafts()) if (two.payout === 2) expect(fieldsOf(two)).toEqual(next);
      }),
      { numRuns: runs(60, 3_000) },
    );
  });

  it("are the same lines, field by field", () => {
    const facts = run(
      0,
      [
        ...[1, 2, 3, 4].flatMap((payout) => good(payout, { amountMsat: 1_000_000 + payout * 500 })),
        ...[sent(5), timedOut(5), sent(5, { attempt: 2, atMs: 30 }), answered(5, { attempt: 2, atMs: 40 })],
        ...[sent(6), answered(6, { outcome: "pending", status: 202 }), called(6, "paid")],
        ...[sent(7), answered(7, { outcome: "pending", status: 202 }), charge(7), refund(7), listed(7)],
        ...[sent(9), answered(9, { outcome: "pending", status: 202 }), charge(9)],
      ],
      { payouts: 9 },
    );
    const objects = buildStatement(facts);
    for (const linesAsObjects of [0, 3]) {
      const columns = buildStatement(facts, linesAsObjects);
      expect(columns.lines.length).toBe(8);
      expect([Array.isArray(objects.lines), Array.isArray(columns.lines)]).toEqual([true, false]);
      expect(written(columns)).toEqual(written(objects));
      expect(columns.lineOf(8)).toBeUndefined();
    }
  });

  it("are objects for payouts that the plan does not have, and come last", () => {
    const facts = run(0, [...good(4_294_967_297), ...good(4_000_000_000), ...good(1)], { payouts: 1 });
    const { lines, lineOf } = buildStatement(facts, 0);
    expect([...lines].map(({ payout }) => payout)).toEqual([1, 4_000_000_000, 4_294_967_297]);
    expect(lineOf(4_294_967_297)?.payout).toBe(4_294_967_297);
  });

  it("end at the last page, whichever payouts were sent", () => {
    const payouts = [1, 4_095, 4_096, 9_000];
    const facts = run(
      0,
      payouts.flatMap((payout) => good(payout)),
      { payouts: 9_000 },
    );
    expect([...buildStatement(facts, 2).lines].map(({ payout }) => payout)).toEqual(payouts);
  });
});
