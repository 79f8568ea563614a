import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { buildStatement } from "../../src/reconcile/build-statement.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { runs } from "../runs.ts";
import { answered, called, charge, good, listed, refund, run, sent, timedOut } from "./facts.ts";
import { honestHistory } from "./honest-history.ts";

/** Facts that are lost, or told twice, each with a number that says which. */
const spoiled = fc.record({
  lost: fc.array(fc.nat(200), { maxLength: 4 }),
  twice: fc.array(fc.nat(200), { maxLength: 4 }),
});

describe("folded lines", () => {
  it("judge every history as lines that are kept as objects do", () => {
    fc.assert(
      fc.property(honestHistory, spoiled, fc.nat(3), ({ facts }, { lost, twice }, unfoldedLines) => {
        const told = facts.flatMap((fact, at): readonly Fact[] => {
          if (fact.kind === "run-started") return [fact];
          return lost.includes(at) ? [] : twice.includes(at) ? [fact, fact] : [fact];
        });
        expect(reconcile(told, { unfoldedLines })).toEqual(reconcile(told));
      }),
      { numRuns: runs(60, 3_000) },
    );
  });

  it("are the same lines, field by field", () => {
    const facts = run(0, [
      ...[1, 2, 3, 4].flatMap((payout) => good(payout, { amountMsat: 1_000_000 + payout * 500 })),
      ...[sent(5), timedOut(5), sent(5, { attempt: 2, atMs: 30 }), answered(5, { attempt: 2, atMs: 40 })],
      ...[sent(6), answered(6, { outcome: "pending", status: 202 }), called(6, "paid")],
      ...[sent(7), answered(7, { outcome: "pending", status: 202 }), charge(7), refund(7), listed(7)],
      ...[sent(9), answered(9, { outcome: "pending", status: 202 }), charge(9)],
    ]);
    const whole = buildStatement(facts);
    const folded = buildStatement(facts, 0);
    expect(folded.lines.length).toBe(8);
    expect(Array.isArray(whole.lines)).toBe(true);
    expect(Array.isArray(folded.lines)).toBe(false);
    expect([...folded.lines]).toEqual([...whole.lines]);
    expect(folded.lineOf(3)).toEqual(whole.lineOf(3));
    expect(folded.lineOf(8)).toBeUndefined();
  });

  it("are none for payouts that the plan does not have", () => {
    const facts = run(0, [...good(4_000_000_000), ...good(1)], { payouts: 1 });
    expect([...buildStatement(facts, 0).lines].map(({ payout }) => payout)).toEqual([1, 4_000_000_000]);
  });
});
