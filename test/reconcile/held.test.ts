import { describe, expect, it } from "vitest";
import type { BalanceRead, Fact } from "../../src/domain/fact.ts";
import type { DeclaredProject, RunStarted } from "../../src/domain/run-started.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import {
  accepted,
  answered,
  balance,
  charge,
  declared,
  entry,
  failed,
  gaveUp,
  good,
  listed,
  received,
  rested,
  run,
  seen,
  sent,
  settled,
  started,
  timedOut,
  unanswered,
  unread,
} from "./facts.ts";

/** What a run comes to whose final balance is read with something held. */
function ended(finalMsat: number, heldMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  const facts = run(finalMsat, happened, but).map((fact) =>
    fact.kind === "balance-read" && fact.when === "final" ? { ...fact, heldMsat } : fact,
  );
  const { findings, projects } = reconcile(facts);
  expect(projects[0]?.heldMsat).toBe(heldMsat);
  return findings.map(({ kind, msat, examples }) => [kind, msat, examples[0]?.timeline.at(-1)]);
}

const reserve = (mayHold: DeclaredProject["mayHold"]) => ({
  projects: declared(["shop"]).map((project) => ({ ...project, mayHold })),
});

const pending = (payout: number) => [
  ...[sent(payout), received(payout), gaveUp(payout), accepted(payout)],
  listed(payout, { state: "pending" }),
];

describe("what is held at the end", () => {
  it("is nothing where every payout is final", () => {
    expect(ended(98_980_000, 0, good(1))).toEqual([]);
    const odd = (sats: string) => [
      ["unexplained-change", 0, `at the end ${sats} sats are held, and no open payout explains them`],
    ];
    expect(ended(98_980_000, 1, good(1))).toEqual(odd("0.001"));
    expect(ended(98_980_000, 999_999_000, good(1))).toEqual(odd("999,999"));
    expect(ended(98_980_000, 5_000_000, [...good(1), sent(2), failed(2), listed(2, { state: "failed" })])).toEqual(
      odd("5,000"),
    );
  });

  it("is never less than at the start", () => {
    expect(ended(98_980_000, -5_000_000, good(1))).toEqual([
      [
        "unexplained-change",
        0,
        "at the end 5,000 sats less are held than at the start, so more was released than was held",
      ],
    ]);
  });

  it("may be the cost of each payout that is not decided, and no more", () => {
    const held = entry(2, "hold", -1_020_000);
    const happened = [...good(1), ...pending(2), held];
    const stuck = ["stuck-pending", -1_020_000, "held and never resolved"];
    for (const msat of [0, 1_000, 1_020_000]) expect(ended(97_960_000, msat, happened)).toEqual([stuck]);
    expect(ended(97_960_000, 1_021_000, happened)).toEqual([
      ["unexplained-change", 0, "at the end 1,021 sats are held, and open payouts explain 1,020"],
      stuck,
    ]);
  });

  it("may be what a service declares to hold beyond the cost, and its entries may say so", () => {
    const more = reserve({ ppm: 5_000, atLeastMsat: 2_000 });
    const happened = [...good(1), ...pending(2), entry(2, "hold", -1_025_000)];
    const stuck = ["stuck-pending", -1_025_000, "held and never resolved"];
    expect(ended(97_955_000, 1_025_000, happened, more)).toEqual([stuck]);
    expect(ended(97_955_000, 1_025_001, happened, more).map(([kind]) => kind)).toEqual([
      ...["unexplained-change", "stuck-pending"],
    ]);
    expect(ended(97_955_000, 1_025_000, happened).map(([kind]) => kind)).toContain("wrong-amount");
  });

  it("may be that of payouts of which answers tell nothing, where no list says how they ended", () => {
    const left = (...facts: Fact[]) => [...good(1), sent(2), received(2), gaveUp(2), ...facts];
    for (const end of [timedOut(2), unanswered(2), accepted(2)]) {
      expect(ended(98_980_000, 1_020_000, left(end, unread("payouts"), unread("entries")))).toEqual([]);
      expect(ended(98_980_000, 1_020_001, left(end, unread("payouts"), unread("entries")))).toHaveLength(1);
    }
  });

  it("is told of once where it is a charge that stayed", () => {
    const happened = [...good(1), sent(2), received(2), gaveUp(2), timedOut(2), entry(2, "hold", -1_020_000)];
    const kept = [...happened, listed(2, { state: "failed" })];
    expect(ended(97_960_000, 1_020_000, kept).map(([kind]) => kind)).toEqual(["charged-not-paid"]);
    expect(ended(97_960_000, 1_020_000, [...kept, unread("entries")]).map(([kind]) => kind)).toEqual([
      "charged-not-paid",
    ]);
  });

  it("is not judged where the run was cut short", () => {
    const stopped: Fact = { kind: "interrupted", atMs: 40, signal: "SIGINT", limitMs: null };
    expect(ended(98_980_000, 5_000, [...good(1), stopped])).toEqual([]);
  });
});

describe("what a service may hold beyond the cost of a payout", () => {
  const more = reserve({ ppm: 0, atLeastMsat: 5_000 });
  const kinds = (happened: readonly Fact[]) =>
    reconcile(run(98_980_000, [sent(1), received(1), settled(1), answered(1), ...happened], more)).findings.map(
      ({ kind }) => kind,
    );

  it("accuses nobody once it was given back, by itself or with the cost", () => {
    const held = entry(1, "hold", -1_025_000);
    expect(kinds([held, entry(1, "release", 5_000)])).toEqual([]);
    expect(kinds([held, entry(1, "release", 1_025_000), charge(1)])).toEqual([]);
    expect(kinds([held, entry(1, "release", 5_000), entry(1, "confirm", 0)])).toEqual([]);
  });

  it("is a wrong amount where it was kept", () => {
    expect(kinds([entry(1, "hold", -1_025_000)])).toContain("wrong-amount");
  });

  it("accuses nobody while it lasts, be it more or less than was declared, once all of it was given back", () => {
    const kindsWith = (mayHold: DeclaredProject["mayHold"], heldMsat: number) =>
      reconcile(
        run(
          100_000_000,
          [sent(1), received(1), failed(1), gaveUp(1), charge(1, heldMsat), entry(1, "release", heldMsat)],
          reserve(mayHold),
        ),
      ).findings.map(({ kind }) => kind);
    expect(kindsWith({ ppm: 5_000, atLeastMsat: 2_000 }, 1_025_000)).toEqual([]);
    expect(kindsWith({ ppm: 1, atLeastMsat: 2_000 }, 1_022_000)).toEqual([]);
  });
});

describe("a balance that is read during the load, with something held", () => {
  const opening = (heldMsat: number) => balance("opening", 100_000_000, { heldMsat });
  const possible = (read: BalanceRead, happened: readonly Fact[] = [sent(1)], but: Partial<RunStarted> = {}) =>
    reconcile([
      started({ payouts: 1, ...but }),
      ...[opening(0), ...happened, read, balance("final", 100_000_000), ...rested()],
    ]).findings.every(({ kind }) => kind !== "impossible-balance");
  const at30 = (balanceMsat: number, heldMsat: number) => seen(balanceMsat, 30, 31, { heldMsat });

  it("may be less by what is held beyond the cost, because it is still there", () => {
    expect(possible(at30(98_980_000, 1_020_000))).toBe(true);
    expect(possible(at30(98_975_000, 1_025_000))).toBe(true);
    expect(possible(at30(98_975_000, 1_000))).toBe(false);
  });

  it("may be less by what a service declares to hold, where it does not tell what it holds", () => {
    const more = reserve({ ppm: 0, atLeastMsat: 5_000 });
    expect(possible(at30(98_975_000, 0), [sent(1)], more)).toBe(true);
    expect(possible(at30(98_974_999, 0), [sent(1)], more)).toBe(false);
    expect(possible(at30(98_975_000, 0), [sent(1)])).toBe(false);
    // A payout that is paid holds nothing any more, and one that was refused never will.
    expect(possible(at30(98_975_000, 0), [sent(1), answered(1)], more)).toBe(false);
    const refused = answered(1, { outcome: "refused", reason: "funds", status: 402 });
    expect(possible(at30(99_999_999, 0), [sent(1), refused], more)).toBe(false);
  });

  it("is never more than there was, whatever is held; and what was paid may be held a little longer", () => {
    expect(possible(at30(98_980_000, 1_020_001))).toBe(false);
    expect(possible(at30(98_980_000, 1_020_000), [sent(1), answered(1)])).toBe(true);
    expect(possible(at30(98_980_001, 1_019_999), [sent(1), answered(1)])).toBe(false);
  });

  it("is never less than nothing together with what is held", () => {
    expect(possible(at30(98_980_000, -5_000))).toBe(false);
  });
});

describe("a balance of a service whose reads lag behind", () => {
  const possible = (askedAtMs: number, staleReadsMs: number, balanceMsat = 100_000_000) =>
    reconcile(
      run(98_980_000, [sent(1), settled(1), answered(1), seen(balanceMsat, askedAtMs, askedAtMs + 1), charge(1)], {
        staleReadsMs,
      }),
    ).findings.length === 0;

  it("may be as old as it declares, and no older", () => {
    expect(possible(30, 0)).toBe(false);
    expect(possible(30, 9)).toBe(false);
    expect(possible(30, 10)).toBe(true);
    expect(possible(320, 300)).toBe(true);
    expect(possible(321, 300)).toBe(false);
  });

  it("is judged at every read, though an earlier one was judged by the same answer", () => {
    const reads = [seen(100_000_000, 30, 31), seen(100_000_000, 200, 201), seen(98_980_000, 400, 401)];
    const story = (staleReadsMs: number) =>
      reconcile(
        run(98_980_000, [sent(1), settled(1), answered(1), ...reads, charge(1)], { staleReadsMs }),
      ).findings.map(({ kind }) => kind);
    expect([story(300), story(100)]).toEqual([[], ["impossible-balance"]]);
  });

  it("is impossible all the same where it is what it never was", () => {
    expect(possible(30, 300, 99_999_999)).toBe(true);
    expect(possible(30, 300, 100_000_001)).toBe(false);
    expect(possible(30, 300, 98_979_999)).toBe(false);
  });
});
