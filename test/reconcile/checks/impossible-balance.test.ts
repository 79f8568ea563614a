import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { impossibleBalance } from "../../../src/reconcile/checks/impossible-balance.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { answered, balance, declared, failed, run, seen, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: readonly Fact[]) => [...impossibleBalance(buildStatement(run(0, happened)))];

/** The lowest and the highest balance that a read at 30 ms can show without being accused. */
function allowed(happened: readonly Fact[], but: Partial<RunStarted> = {}): string {
  const isPossible = (msat: number) =>
    [...impossibleBalance(buildStatement(run(0, [...happened, seen(msat, 30, 31)], but)))].length === 0;
  const limits = [95_920_000, 96_940_000, 97_960_000, 98_980_000, 100_000_000, 100_700_000].filter(isPossible);
  for (const msat of [(limits[0] ?? 0) - 1, (limits.at(-1) ?? 0) + 1]) expect(isPossible(msat)).toBe(false);
  return `${limits[0]} to ${limits.at(-1)}`;
}

const refused = (status: number, code: string) => answered(1, { outcome: "refused", status, code });

describe("impossible-balance", () => {
  it("finds nothing where nothing was read during the load, and nothing in the opening balance before the first payout", () => {
    expect(hits()).toEqual([]);
    expect(hits(sent(1), settled(1), answered(1))).toEqual([]);
    expect(hits(seen(100_000_000, 4, 5), sent(1), answered(1))).toEqual([]);
  });

  it("finds a read that does not know of a payout whose caller was told that it is paid", () => {
    const hit = { kind: "impossible-balance", projectId: "shop", payout: null, msat: 0 };
    expect(hits(sent(1), answered(1), seen(98_980_000, 30, 31))).toEqual([]);
    expect(hits(sent(1), answered(1), seen(100_000_000, 30, 31))).toEqual([hit]);
    expect(hits(sent(1), answered(1), seen(97_960_000, 30, 31))).toEqual([hit]);
  });

  it("finds a read that moves although nothing was ever sent", () => {
    expect(allowed([])).toBe("100000000 to 100000000");
  });

  it("counts a payout exactly once it is answered as paid, and not at all once it is refused before a payment", () => {
    expect(allowed([sent(1), answered(1)])).toBe("98980000 to 98980000");
    for (const refusal of [refused(402, "INSUFFICIENT_BALANCE"), refused(404, ""), refused(429, "RATE_LIMIT_EXCEEDED")])
      expect(allowed([sent(1), refusal])).toBe("100000000 to 100000000");
  });

  it("accuses nobody of what is not known: attempts in flight, in doubt, pending, or failed with a refund still to come", () => {
    const pending = answered(1, { outcome: "pending", status: 202 });
    const progress = answered(1, {
      outcome: "pending",
      reason: "in-progress",
      status: 409,
      code: "PAYOUT_IN_PROGRESS",
    });
    for (const end of [[], [timedOut(1)], [pending], [progress], [failed(1)]])
      expect(allowed([sent(1), ...end])).toBe("98980000 to 100000000");
    const retried = [sent(1), timedOut(1), sent(1, { attempt: 2 })];
    expect(allowed(retried)).toBe("97960000 to 100000000");
    expect(allowed([...retried, answered(1, { attempt: 2 })])).toBe("97960000 to 98980000");
  });

  it("counts an answer that repeats another under the same key once, and one under a fresh key again", () => {
    const twice = [sent(1), answered(1), sent(1, { attempt: 2 }), answered(1, { attempt: 2, status: 200 })];
    expect([allowed(twice), allowed(twice, { retryKey: "fresh" })]).toEqual([
      "98980000 to 98980000",
      "97960000 to 97960000",
    ]);
  });

  it("judges a read by what was known when it was asked, and by what was sent until it was answered", () => {
    const late = answered(1, { atMs: 30.5 });
    expect(allowed([sent(1), late])).toBe("98980000 to 100000000");
    expect(allowed([sent(1), { ...late, atMs: 30 }])).toBe("98980000 to 100000000");
    expect(allowed([sent(1), { ...late, atMs: 29.9 }])).toBe("98980000 to 98980000");
    expect(allowed([sent(1), refused(402, ""), sent(2, { atMs: 30.5 }), answered(2, { atMs: 30.6 })])).toBe(
      "98980000 to 100000000",
    );
    // What the first read could not know yet, the next one has to.
    const first = [sent(1), late, seen(100_000_000, 30, 31)];
    expect(hits(...first, seen(98_980_000, 32, 33))).toEqual([]);
    expect(hits(...first, seen(100_000_000, 32, 33))).toHaveLength(1);
    expect(hits(seen(100_000_000, 30, 31), sent(1, { atMs: 31.5 }), seen(98_980_000, 31.2, 31.6))).toEqual([]);
  });

  it("does not judge where the opening balance is not known, and judges each project by its own payouts", () => {
    const [start, , ...rest] = run(0, [sent(1), answered(1), seen(5_000, 30, 31)]);
    expect([...impossibleBalance(buildStatement(start === undefined ? [] : [start, ...rest]))]).toEqual([]);
    const bar = { projectId: "bar" };
    const both = [balance("opening", 5_000_000, bar), sent(1, bar), answered(1), seen(3_980_000, 30, 31, bar)];
    const two = { projects: declared(["shop", "bar"]) };
    expect([...impossibleBalance(buildStatement(run(0, [...both, seen(100_000_000, 32, 33)], two)))]).toEqual([]);
    expect([...impossibleBalance(buildStatement(run(0, [...both, seen(98_980_000, 32, 33)], two)))]).toHaveLength(1);
  });

  it("tells the first and the worst read, and how many there are", () => {
    const story = (...reads: readonly Fact[]) =>
      reconcile(run(98_980_000, [sent(1), answered(1), sent(2), sent(3), ...reads])).findings.flatMap(
        ({ kind, msat, examples }) =>
          kind === "impossible-balance"
            ? [{ msat, examples: examples.map(({ key, timeline }) => ({ key, timeline })) }]
            : [],
      );
    const one = "the balance was read as 100,000 at +0.213 s, and answers known by then allow 96,940 to 98,980";
    expect(story(seen(100_000_000, 210, 213))).toEqual([{ msat: 0, examples: [{ key: "shop", timeline: [one] }] }]);
    expect(
      story(
        seen(97_000_000, 100, 101),
        seen(100_000_000, 210, 213),
        seen(90_000_000, 310, 312.5),
        seen(99_000_000, 400, 401),
      ),
    ).toEqual([
      {
        msat: 0,
        examples: [
          {
            key: "shop",
            timeline: [
              one,
              "the balance was read as 90,000 at +0.313 s, and answers known by then allow 96,940 to 98,980",
              "3 of 4 reads during the load cannot be",
            ],
          },
        ],
      },
    ]);
    const exact = reconcile(run(98_980_000, [sent(1), answered(1), seen(1_000, 30, 31)])).findings;
    expect(exact.find(({ kind }) => kind === "impossible-balance")?.examples[0]?.timeline).toEqual([
      "the balance was read as 1 at +0.031 s, and answers known by then allow 98,980",
    ]);
  });
});
