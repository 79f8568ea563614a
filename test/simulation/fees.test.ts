import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costMsatOf, reserveMsatOf } from "../../src/domain/fee.ts";
import { type StrategyName, strategyNames } from "../../src/domain/strategy.ts";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import { runs } from "../runs.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/** 20 payouts of 1,000.5 sats, of which 5 fail. A fee of 1% and 2 sats is 13 sats; 15.008 sats more are reserved. */
const FEE = { percent: 1, flat: 2, round: "up to 1 sat", reserve: { percent: 1.5, atLeast: 2 } };

function planOf(fee: unknown, more: object = {}): Plan {
  const scenario = {
    ...{ name: "fees", seed: 1, projects: { shop: { balance: 100_000.25 } }, payouts: { amount: 1_000.5 } },
    load: [{ name: "all", payouts: 20, concurrency: 4, faults: { failure: 5 } }],
    ...{ api: { railTimeout: "40ms", fee }, drain: "10s" },
    ...more,
  };
  return planScenario(scenarioOf(JSON.stringify(scenario)));
}

async function judged(plan: Plan, strategy: StrategyName, withStore?: (store: Store) => Store) {
  const run = await simulate(plan, { strategy, seed: plan.seed, ...(withStore && { withStore }) });
  const driftMsat = run.projects.reduce((sum, project) => sum + (project.driftMsat ?? 0), 0);
  const findings = run.findings.map(({ kind, payouts, msat }) => `${payouts} ${kind} ${msat}`);
  expect(run.findings.reduce((sum, { msat }) => sum + msat, 0)).toBe(driftMsat);
  return { verdict: run.verdict, findings, doubts: run.doubts, expected: run.projects[0]?.expectedMsat };
}

const right = ["rollback", "saga", "tracked-saga", "outbox"] as const;

describe.each(right)("under %s", (strategy) => {
  it("a reserve is returned, whether the payment settles or fails", async () => {
    expect(await judged(planOf(FEE), strategy)).toEqual({
      ...{ verdict: "balanced", findings: [], doubts: [], expected: 100_000_250 - 15 * 1_013_500 },
    });
  });

  it("a payout that fails costs its fee where that is kept, and nothing else", async () => {
    expect(await judged(planOf({ ...FEE, onRefund: "kept" }), strategy)).toEqual({
      ...{ verdict: "balanced", findings: [], doubts: [], expected: 100_000_250 - 15 * 1_013_500 - 5 * 13_000 },
    });
  });

  it("payouts without a fee cost their amount", async () => {
    const { verdict, expected } = await judged(planOf("none"), strategy);
    expect([verdict, expected]).toEqual(["balanced", 100_000_250 - 15 * 1_000_500]);
  });
});

describe("a fee that a refund has kept", () => {
  it.each([
    [{ percent: 1, onRefund: "kept" }, 20 * 1_011_500],
    [{ ...FEE, onRefund: "kept" }, 20 * 1_013_500],
  ])("is not charged once more when the payment settles after all: %j", async (fee, cost) => {
    const plan = planOf(fee, {
      api: { railTimeout: "40ms", recheckAfter: "200ms", fee },
      load: [{ name: "all", payouts: 20, concurrency: 4, faults: { "failed-but-settles": 5 } }],
    });
    expect(await judged(plan, "outbox")).toEqual({
      ...{ verdict: "balanced", findings: [], doubts: [], expected: 100_000_250 - cost },
    });
  });
});

describe("under naive, which never gives anything back", () => {
  it("the reserve of every payout is kept, and found to the msat", async () => {
    const { verdict, findings } = await judged(planOf(FEE), "naive");
    // A balance that is read meanwhile is too low as well, by as much as is kept.
    const lost = findings.filter((finding) => !finding.includes("impossible-balance"));
    expect([verdict, lost.toSorted()]).toEqual([
      ...["violated", [`20 wrong-amount ${-20 * 15_008}`, `5 charged-not-paid ${-5 * 1_013_500}`].toSorted()],
    ]);
  });

  it("a payout that failed is charged too much by its amount where its fee is kept", async () => {
    const { findings } = await judged(planOf({ percent: 1, onRefund: "kept" }), "naive");
    expect(findings).toEqual([`5 charged-not-paid ${-5 * 1_000_500}`]);
  });
});

/** Refunds of another amount than the strategy asks for. Zero is not entered. */
function refunding(change: (msat: number) => readonly number[]) {
  return (store: Store): Store => {
    const refund: Store["refund"] = async (payout, msat) => {
      for (const part of change(msat)) if (part !== 0) await store.refund(payout, part);
    };
    return new Proxy(store, {
      get: (all, name) => (name === "refund" || name === "returnReserve" ? refund : Reflect.get(all, name)),
    });
  };
}

const FULL = 1_013_500;
const RESERVE = 15_008;

describe("a rollback that", () => {
  it.each([
    ["keeps the reserve of what it paid", FEE, (msat: number) => [msat === RESERVE ? 0 : msat], [15, -RESERVE]],
    ["keeps half of it", FEE, (msat: number) => [msat === RESERVE ? RESERVE / 2 : msat], [15, -RESERVE / 2]],
  ] as const)("%s charges a wrong amount", async (_, fee, change, [payouts, msat]) => {
    const { verdict, findings } = await judged(planOf(fee), "rollback", refunding(change));
    expect([verdict, findings]).toEqual(["violated", [`${payouts} wrong-amount ${payouts * msat}`]]);
  });

  it("keeps the reserve of what failed refunds in part", async () => {
    const store = refunding((msat) => [msat === RESERVE ? msat : msat - RESERVE]);
    const { findings } = await judged(planOf(FEE), "rollback", store);
    expect(findings).toContain(`5 partly-refunded ${-5 * RESERVE}`);
  });

  it("keeps a fee without a rule that says so refunds in part", async () => {
    const store = refunding((msat) => [msat - 13_000]);
    const { verdict, findings } = await judged(planOf({ ...FEE, reserve: {} }), "rollback", store);
    expect([verdict, findings]).toEqual(["violated", [`5 partly-refunded ${-5 * 13_000}`]]);
  });

  it("returns a fee that its rule keeps charges a wrong amount", async () => {
    const store = refunding((msat) => [msat + 13_000]);
    const { verdict, findings } = await judged(planOf({ ...FEE, reserve: {}, onRefund: "kept" }), "rollback", store);
    expect([verdict, findings]).toEqual(["violated", [`5 wrong-amount ${5 * 13_000}`]]);
  });

  it.each(["returned", "kept"])("refunds in three parts is not accused, the fee being %s", async (onRefund) => {
    const store = refunding((msat) => (msat === RESERVE ? [8, msat - 8] : [1_000, 400_000, msat - 401_000]));
    expect((await judged(planOf({ ...FEE, onRefund }), "rollback", store)).findings).toEqual([]);
  });

  it("books amount and reserve of a failed payout apart is not accused", async () => {
    const store = refunding((msat) => (msat > FULL ? [RESERVE, msat - RESERVE] : [msat]));
    expect((await judged(planOf(FEE), "rollback", store)).findings).toEqual([]);
  });
});

const amounts = fc.integer({ min: 1, max: 5_000_000 }).map((msat) => msat / 1_000);
const rules = fc.record({
  percent: fc.integer({ min: 0, max: 50_000 }).map((ppm) => ppm / 10_000),
  flat: amounts.map((sats) => Math.round(sats * 10) / 1_000),
  round: fc.constantFrom("up to 1 sat", "down to 1 sat", "half-up to 1 sat", "up to 1 msat", "down to 1 msat"),
  onRefund: fc.constantFrom("returned", "kept"),
  reserve: fc.record({ percent: fc.integer({ min: 0, max: 3 }), atLeast: fc.integer({ min: 0, max: 30 }) }),
});
const cases = fc.record({
  fee: rules,
  oneOf: fc.array(amounts, { minLength: 1, maxLength: 4 }),
  seed: fc.integer({ min: 0, max: 99_999 }),
  strategy: fc.constantFrom(...strategyNames),
  faults: fc.dictionary(fc.constantFrom("failure", "timeout", "late-settle", "lost-answer"), fc.constant(2)),
});

describe("whatever the fee rule and the amounts", () => {
  it("all findings add up to the drift, and what is right is balanced to the msat", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ fee, oneOf, seed, strategy, faults }) => {
        const load = [{ name: "all", payouts: 10, concurrency: 3, faults }];
        const retry = { attempts: 2, backoff: "60ms" };
        const more = { seed, payouts: { amount: { oneOf } }, load, client: { timeout: "3s", retry } };
        const { findings, verdict } = await judged(planOf(fee, more), strategy);
        if (strategy === "tracked-saga" || strategy === "outbox") {
          expect([verdict, findings]).toEqual(["balanced", []]);
        }
      }),
      { numRuns: runs(20, 500), seed: 12 },
    );
  });

  it("the plan says what the payouts cost", () => {
    fc.assert(
      fc.property(cases, ({ fee, oneOf, seed }) => {
        const { api, amountsMsat } = planOf(fee, { seed, payouts: { amount: { oneOf } } });
        const percent = Math.round(fee.percent * 10_000);
        for (const amountMsat of amountsMsat) {
          const feeMsat = costMsatOf(api.fee)(amountMsat) - amountMsat;
          const exact = (amountMsat * percent) / 1_000_000 + Math.round(fee.flat * 1_000);
          expect(Math.abs(feeMsat - exact)).toBeLessThanOrEqual(fee.round.endsWith("msat") ? 1 : 1_000);
          expect(reserveMsatOf(api.fee.reserve, amountMsat)).toBeGreaterThanOrEqual(fee.reserve.atLeast * 1_000);
        }
      }),
      { numRuns: 50 },
    );
  });
});
