import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryRead, Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { chartOf } from "../../src/reconcile/chart/index.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { runs } from "../runs.ts";
import {
  answered,
  charge,
  entry,
  failed,
  gaveUp,
  good,
  received,
  refund,
  run,
  seen,
  sent,
  timedOut,
  unread,
} from "./facts.ts";

/** The fee of the route, which the service passes on. */
const ROUTE = 1_234;
const COST = 1_020_000;
const RESERVE = 10_000;

const passedOn = { routingFees: "passed-on", target: "http://127.0.0.1:1", strategy: null } as const;
/** What the service sets aside for the route, as declared. */
const reserving = {
  ...passedOn,
  projects: [{ projectId: "shop", balanceMsat: 100_000_000, mayHold: { ppm: 0, atLeastMsat: RESERVE } }],
};

function routed(payout: number, passedOnMsat = ROUTE, atMs = 15): Fact {
  return { kind: "payment-settled", atMs, payout, amountMsat: 1_000_000, passedOnMsat };
}

const paid = [sent(1), received(1), routed(1), answered(1)];

/** What is found of a payout that was paid, and the share of each finding. The balance follows the entries. */
function found(entries: readonly EntryRead[], but: Partial<RunStarted> = passedOn, happened: readonly Fact[] = paid) {
  const net = entries.reduce((sum, { deltaMsat }) => sum + deltaMsat, 0);
  const { findings, projects, doubts } = reconcile(run(100_000_000 + net, [...happened, ...entries], but));
  const sum = findings.reduce((all, { msat }) => all + msat, 0);
  expect(sum).toBe(projects[0]?.driftMsat);
  expect(doubts).toEqual([]);
  return findings.map(({ kind, msat }) => [kind, msat]);
}

describe("a routing fee that the service passes on", () => {
  it("is part of what a payout costs, to the msat", () => {
    const { projects, verdict } = reconcile(
      run(100_000_000 - COST - ROUTE, [...paid, charge(1, COST + ROUTE)], passedOn),
    );
    expect([verdict, projects[0]?.expectedMsat]).toEqual(["balanced", 98_978_766]);
  });

  it("may be charged with the rest, alone, in parts, or be set aside first and come back in parts", () => {
    const ways: readonly (readonly EntryRead[])[] = [
      [charge(1, COST + ROUTE)],
      [charge(1), charge(1, ROUTE)],
      [charge(1, 1_000_000), entry(1, "fee", -20_000), entry(1, "routing", -ROUTE)],
      [charge(1, 1_000_000), entry(1, "fees", -20_000 - ROUTE)],
      [charge(1, COST + RESERVE), refund(1, RESERVE - ROUTE)],
      [refund(1, RESERVE - ROUTE), charge(1, COST + RESERVE)],
      [charge(1), charge(1, RESERVE), refund(1, 5_000), refund(1, RESERVE - ROUTE - 5_000)],
      [entry(1, "hold", -COST - RESERVE), entry(1, "release", COST + RESERVE), charge(1, COST + ROUTE)],
      [entry(1, "hold", -COST - RESERVE), entry(1, "confirm", 0), entry(1, "release", RESERVE - ROUTE)],
    ];
    for (const entries of ways) expect(found(entries, reserving)).toEqual([]);
  });

  it("is missing where it was forgotten, and where more of the reserve was kept", () => {
    expect(found([charge(1)])).toEqual([["wrong-amount", ROUTE]]);
    expect(found([charge(1, 1_000_000), entry(1, "fee", -20_000)])).toEqual([["wrong-amount", ROUTE]]);
    expect(found([charge(1, COST + ROUTE + 1)])).toEqual([["wrong-amount", -1]]);
    expect(found([charge(1, COST + RESERVE)], reserving)).toEqual([["wrong-amount", ROUTE - RESERVE]]);
    const kept = [charge(1, COST + RESERVE), refund(1, RESERVE - ROUTE - 1)];
    expect(found(kept, reserving)).toEqual([["wrong-amount", -1]]);
  });

  it("is part of what is given back wrongly, and of what is paid or charged twice", () => {
    expect(found([])).toEqual([["paid-not-charged", COST + ROUTE]]);
    const whole = charge(1, COST + ROUTE);
    expect(found([whole, refund(1, COST + ROUTE)])).toEqual([["paid-not-charged", COST + ROUTE]]);
    expect(found([whole, charge(1)])).toEqual([["double-charged", -COST]]);
    const twice = [...paid, routed(1, 2_000)];
    expect(found([whole, charge(1, COST + 2_000)], passedOn, twice)).toEqual([["double-paid", 0]]);
    expect(found([whole], passedOn, twice)).toEqual([["double-paid", COST + 2_000]]);
  });

  it("is nothing where the payment failed", () => {
    const gone = [sent(1), received(1), gaveUp(1), failed(1)];
    expect(found([charge(1, COST + RESERVE), refund(1, COST + RESERVE)], reserving, gone)).toEqual([]);
    expect(found([charge(1, COST + ROUTE)], passedOn, gone)).toEqual([
      ["charged-not-paid", -COST],
      ["wrong-amount", -ROUTE],
    ]);
  });

  it("may be missing from the balance as soon as the payment has settled, and not before", () => {
    const read = (msat: number, atMs: number) => seen(msat, atMs, atMs + 1);
    const at = (facts: readonly Fact[]) => found([charge(1, COST + ROUTE)], passedOn, facts);
    const [asked, taken, settled, told] = paid as [Fact, Fact, Fact, Fact];
    const low = 100_000_000 - COST - ROUTE;
    expect(at([asked, taken, settled, read(low, 16), told])).toEqual([]);
    expect(at([asked, taken, settled, told, read(low, 25)])).toEqual([]);
    expect(at([asked, taken, read(low, 13), settled, told])).toEqual([["impossible-balance", 0]]);
    expect(at([asked, taken, settled, told, read(low - 1, 25)])).toEqual([["impossible-balance", 0]]);
  });

  it("is expected without any entries as well", () => {
    const blind = [unread("entries"), unread("payouts")];
    const judged = (finalMsat: number, happened: readonly Fact[] = paid) => {
      const { findings } = reconcile(run(finalMsat, [...blind, ...happened], passedOn));
      return findings.map(({ kind, msat }) => [kind, msat]);
    };
    expect(judged(100_000_000 - COST - ROUTE)).toEqual([]);
    expect(judged(100_000_000 - COST)).toEqual([["unexplained-change", ROUTE]]);
    const late = [sent(1), received(1), timedOut(1), routed(1)];
    expect(judged(100_000_000, late)).toEqual([["paid-not-charged", COST + ROUTE]]);
  });

  it("is drawn where it is paid", () => {
    const chart = chartOf(run(100_000_000 - COST - ROUTE, [...paid, charge(1, COST + ROUTE)], passedOn));
    expect(chart.projects[0]?.expected.at(-1)).toEqual({ atMs: 15, msat: 100_000_000 - COST - ROUTE });
  });
});

describe("a service that absorbs the fee of the route", () => {
  it("may set money aside and give what it did not use back, and keeps none of it", () => {
    const absorbed = { ...reserving, routingFees: "absorbed" } as const;
    const free = [sent(1), received(1), routed(1, 0), answered(1)];
    expect(found([charge(1, COST + RESERVE), refund(1, RESERVE)], absorbed, free)).toEqual([]);
    expect(found([charge(1, COST + RESERVE), refund(1, RESERVE - 700)], absorbed, free)).toEqual([
      ["wrong-amount", -700],
    ]);
  });
});

describe("the findings of payouts whose routes cost something", () => {
  const payout = fc.record({
    amountMsat: fc.integer({ min: 1_000, max: 3_000_000 }),
    routes: fc.oneof(fc.tuple(fc.integer({ min: 1, max: 40_000 })), fc.array(fc.nat(40_000), { maxLength: 2 })),
    moves: fc.array(fc.integer({ min: -3_000_000, max: 1_000_000 }), { maxLength: 4 }),
    isTidy: fc.boolean(),
  });

  it("add up to the drift, and are none where each was paid once and charged what it cost, in whatever parts", () => {
    fc.assert(
      fc.property(fc.array(payout, { minLength: 1, maxLength: 4 }), (payouts) => {
        const facts: Fact[] = [...good(9)];
        const entries: EntryRead[] = [];
        for (const [index, { amountMsat, routes, moves, isTidy }] of payouts.entries()) {
          const number = index + 1;
          const one = sent(number, { amountMsat });
          facts.push(one, ...routes.flatMap(() => received(number)));
          for (const passedOnMsat of routes)
            facts.push({ kind: "payment-settled", atMs: 15, payout: number, amountMsat, passedOnMsat });
          facts.push(answered(number));
          const cost = routes.reduce((sum, route) => sum + one.costMsat + route, 0);
          const sum = moves.reduce((all, move) => all + move, 0);
          entries.push(...moves.map((msat) => entry(number, "move", msat)));
          if (isTidy && sum !== -cost) entries.push(entry(number, "rest", -cost - sum));
        }
        const net = entries.reduce((all, { deltaMsat }) => all + deltaMsat, 0);
        const { findings, projects } = reconcile(run(100_000_000 - COST + net, [...facts, ...entries], reserving));
        expect(findings.reduce((all, { msat }) => all + msat, 0)).toBe(projects[0]?.driftMsat);
        const isRight = payouts.every(({ routes, isTidy }) => isTidy && routes.length === 1 && routes[0] !== 0);
        if (isRight) expect(findings.map(({ kind }) => kind)).toEqual([]);
      }),
      { numRuns: runs(300, 10_000) },
    );
  });
});
