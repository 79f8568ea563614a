import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding, FindingKind } from "../../src/domain/finding.ts";
import type { Schedule } from "../../src/domain/schedule.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import type { Candidate, Failure, Tried, Try } from "../../src/explore/port.ts";
import { shrink } from "../../src/explore/shrink.ts";
import { defineScenario, type ScenarioInput } from "../../src/scenario/define.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { runs } from "../runs.ts";

/** Decides about candidates without running them. */
type Fails = (candidate: Candidate) => boolean;

function finding(kind: FindingKind): Finding {
  return { kind, payouts: 1, msat: 0, projects: [], examples: [] };
}

function shown(verdict: Verdict, kinds: readonly FindingKind[], schedule: Schedule): Tried {
  const findings = kinds.map(finding);
  const ordered = { events: ["send 1#1"], schedule };
  return { verdict, findings, ordered, history: "h", reached: [], trace: [] };
}

/** Every drawn order holds back what `drawn` says. */
function scheduleOf({ order }: Candidate, drawn: Schedule["late"]): Schedule {
  return { late: order.kind === "late" ? order.late : drawn };
}

function fake(fails: Fails, drawn: Schedule["late"] = new Map()): Try & { readonly tries: Candidate[] } {
  const tries: Candidate[] = [];
  const run = async (candidate: Candidate) => {
    tries.push(candidate);
    const late = scheduleOf(candidate, drawn);
    return fails({ ...candidate, order: { kind: "late", ...late } })
      ? shown("violated", ["double-paid"], late)
      : shown("balanced", [], late);
  };
  return Object.assign(run, { tries });
}

async function failureOf(candidate: Candidate, tryIt: Try): Promise<Failure> {
  return { candidate, tried: await tryIt(candidate), kind: "double-paid" };
}

const large: ScenarioInput = {
  name: "large",
  description: "Everything at once.",
  priority: "P2",
  seed: 4_711,
  projects: { a: { balance: "5_000_000" }, b: { balance: 10_000_000 } },
  payouts: { amount: { min: 10, max: 500 } },
  load: [
    { name: "normal", payouts: 300, concurrency: 10, faults: { timeout: "1%", slow: "10%" } },
    {
      name: "spike",
      payouts: "6_000",
      concurrency: 60,
      faults: {
        "late-settle": { rate: "5%", attempts: 3 },
        "lookup-lag": { rate: "2%", for: "400ms" },
        "answer-lost": 7,
      },
    },
    { name: "steady", rate: "200/s", for: "3s" },
  ],
  client: { timeout: "1s", retry: { attempts: 3, backoff: "20ms", key: "fresh" } },
  api: { strategy: "rollback", railTimeout: "50ms", webhooks: true },
  instances: 3,
  crashes: [
    { at: "after-charge", occurrence: 30, instance: 2 },
    { at: "after-send", how: "pause", for: "2s" },
  ],
  drain: "10s",
  thresholds: { timeout_errors: ["count>0"] },
  expect: "violated",
};

const reach = { shortMs: 2, longMs: 900 } as const;
const phasesOf = ({ document }: Candidate) => document.load.map((phase) => ({ ...phase, faults: phase.faults ?? {} }));
const payoutsOf = (candidate: Candidate) =>
  phasesOf(candidate).reduce((sum, { payouts }) => sum + Number(String(payouts ?? 600).replace("_", "")), 0);
const lateOf = ({ order }: Candidate) => (order.kind === "late" ? order.late : new Map<string, number>());

describe("shrink", () => {
  it("takes away everything but what the failure needs", async () => {
    const tryIt = fake(
      (candidate) =>
        payoutsOf(candidate) >= 2 &&
        phasesOf(candidate).some(({ faults }) => "late-settle" in faults) &&
        candidate.document.client?.retry?.attempts !== undefined &&
        (lateOf(candidate).get("paid 1#1") ?? 0) >= 35,
      new Map([
        ["send 2#1", 12],
        ["paid 1#1", 83.7],
        ["commit 1#2", 4],
        ["look-up 9#1", 900],
      ]),
    );
    const start = { document: large, seed: 4_711, order: { kind: "random", seed: 5, ...reach } } as const;
    const { candidate, isSmallest } = await shrink(await failureOf(start, tryIt), tryIt, { budget: 2_000, others: 6 });
    expect(candidate).toEqual({
      document: {
        name: "large",
        projects: { a: { balance: 100_000 } },
        load: [{ name: "spike", payouts: 2, concurrency: 1, faults: { "late-settle": 1 } }],
        client: { retry: { attempts: 1 } },
        api: { strategy: "rollback" },
      },
      seed: 1,
      order: { kind: "late", late: new Map([["paid 1#1", 50]]) },
    });
    expect(isSmallest).toBe(true);
  });

  it("keeps a crash that the failure needs, as the seed draws it, and as early as can be", async () => {
    const document: ScenarioInput = {
      ...large,
      instances: 1,
      crashes: { random: 3, how: ["pause"] },
      load: [{ name: "all", payouts: 100, concurrency: 2 }],
    };
    const [first] = planScenario(defineScenario(document), { seed: 3 }).crashes;
    const tryIt = fake(
      ({ document: { crashes } }) => JSON.stringify(crashes ?? "").match(`random|${first?.at}`) !== null,
    );
    const start = { document, seed: 3, order: { kind: "late", late: new Map() } } as const;
    const { candidate } = await shrink(await failureOf(start, tryIt), tryIt, { budget: 2_000 });
    expect(candidate.document.crashes).toEqual([{ at: first?.at }]);
  });

  it("looks for another seed when the draw of a smaller document spares the payout", async () => {
    const tryIt = fake(({ document, seed }) => {
      const { paymentFaults, payouts } = planScenario(defineScenario(document), { seed });
      return payouts >= 3 && paymentFaults.size >= 1 && paymentFaults.has(3);
    });
    const document: ScenarioInput = {
      ...large,
      load: [{ name: "all", payouts: 9, concurrency: 3, faults: { timeout: 8 } }],
    };
    const start = { document, seed: 1, order: { kind: "late", late: new Map() } } as const;
    const { candidate } = await shrink(await failureOf(start, tryIt), tryIt, { others: 6, budget: 2_000 });
    expect(candidate.document.load).toEqual([{ name: "all", payouts: 3, concurrency: 1, faults: { timeout: 1 } }]);
    expect(planScenario(defineScenario(candidate.document), candidate).paymentFaults).toEqual(
      new Map([[3, ["timeout"]]]),
    );
  });

  it("holds back the first payouts in place of later ones that are left out", async () => {
    const tryIt = fake((candidate) => {
      const [one, two] = [...lateOf(candidate).keys()].map((event) => Number(event.split(/[ #]/)[1]));
      return one !== undefined && two !== undefined && one < two && two <= payoutsOf(candidate);
    });
    const late = new Map([
      ["pay 7#1", 20],
      ["paid 9#2", 10],
    ]);
    const start = { document: large, seed: 0, order: { kind: "late", late } } as const;
    const { candidate } = await shrink(await failureOf(start, tryIt), tryIt, { budget: 2_000 });
    expect(payoutsOf(candidate)).toBe(2);
    expect(lateOf(candidate)).toEqual(
      new Map([
        ["pay 1#1", 1],
        ["paid 2#2", 1],
      ]),
    );
  });

  it("keeps an order that cannot be written down", async () => {
    const tryIt: Try = async ({ order }) =>
      order.kind === "pct"
        ? shown("violated", ["double-paid"], { late: new Map([["pay 1#1", 3]]) })
        : shown("balanced", [], { late: new Map() });
    const order = { kind: "pct", seed: 2, depth: 3, steps: 40, longMs: 900 } as const;
    const { candidate } = await shrink(await failureOf({ document: large, seed: 0, order }, tryIt), tryIt, {
      budget: 2_000,
    });
    expect(candidate.order).toEqual(order);
    expect(Object.keys(candidate.document)).toEqual(["name", "projects", "load", "api"]);
  });

  it("does not take another finding, or a better verdict, for the same failure", async () => {
    const other: Try = async ({ document }) => {
      const late = { late: new Map() };
      if (document.instances === undefined) return shown("violated", ["charged-not-paid"], late);
      return document.client === undefined
        ? shown("inconclusive", ["double-paid"], late)
        : shown("violated", ["double-paid"], late);
    };
    const start = { document: large, seed: 0, order: { kind: "late", late: new Map() } } as const;
    const { candidate } = await shrink(await failureOf(start, other), other, { budget: 2_000 });
    expect(candidate.document.instances).toBe(1);
    expect(candidate.document.client).toBeDefined();
  });

  it("leaves out what is no scenario any more, and passes on any other error", async () => {
    const strict: Try = async ({ document, seed }) => {
      planScenario(defineScenario(document), { seed });
      return shown("violated", ["double-paid"], { late: new Map() });
    };
    const start = {
      document: { ...large, api: { strategy: "saga" } },
      seed: 0,
      order: { kind: "late", late: new Map() },
    } as const;
    const { candidate } = await shrink(await failureOf(start, strict), strict, { budget: 2_000 });
    expect(candidate.document.load).toHaveLength(1);
    const broken: Try = async () => Promise.reject(new Error("no such service"));
    await expect(shrink(await failureOf(start, strict), broken, { budget: 9 })).rejects.toThrow("no such service");
  });

  it("asks whether a candidate fails often enough, where a try alone does not tell", async () => {
    const never = fake(() => true);
    const start = { document: large, seed: 0, order: { kind: "late", late: new Map() } } as const;
    const failure = await failureOf(start, never);
    const { candidate, tries } = await shrink(failure, never, { budget: 50, fails: async () => undefined, others: 0 });
    expect(candidate).toEqual(failure.candidate);
    expect(tries).toBe(50);
    expect(never.tries).toHaveLength(1);
  });

  it("ends when its budget is spent or it is stopped, with the smallest until then", async () => {
    const tryIt = fake((candidate) => payoutsOf(candidate) >= 2);
    const start = { document: large, seed: 0, order: { kind: "late", late: new Map() } } as const;
    const failure = await failureOf(start, tryIt);
    const stop = new AbortController();
    const some = await shrink(failure, tryIt, { budget: 3 });
    expect(some).toMatchObject({ tries: 3, isSmallest: false });
    const stopped = await shrink(failure, tryIt, {
      budget: 2_000,
      stop: stop.signal,
      progress: ({ tries }) => tries === 5 && stop.abort(),
    });
    expect(stopped).toMatchObject({ tries: 5, isSmallest: false });
  });

  it("finds the same again, which still fails, and nothing smaller the second time", async () => {
    const events = fc.uniqueArray(fc.constantFrom("pay 1#1", "paid 1#1", "send 2#1", "commit 2#1", "look-up 3#1"));
    const needs = fc.record({
      payouts: fc.integer({ min: 1, max: 900 }),
      faults: fc.subarray(["timeout", "slow", "late-settle", "answer-lost"] as const),
      keys: fc.subarray(["client", "instances", "crashes", "payouts"] as const),
      events,
      ms: fc.integer({ min: 1, max: 400 }),
      salt: fc.integer({ min: 1, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(needs, async ({ payouts, faults, keys, events: held, ms, salt }) => {
        const fails: Fails = (candidate) => {
          const count = payoutsOf(candidate);
          return (
            count >= payouts &&
            // Not every smaller one fails.
            (count > 900 || count % salt !== 1) &&
            faults.every((fault) => phasesOf(candidate).some((phase) => fault in phase.faults)) &&
            keys.every((key) => candidate.document[key] !== undefined) &&
            held.every((event) => (lateOf(candidate).get(event) ?? 0) >= ms)
          );
        };
        const drawn = new Map(
          ["pay 1#1", "paid 1#1", "send 2#1", "commit 2#1", "look-up 3#1"].map((each) => [each, 432]),
        );
        const tryIt = fake(fails, drawn);
        const start = { document: large, seed: 9, order: { kind: "random", seed: 1, ...reach } } as const;
        const failure = await failureOf(start, tryIt);
        const smallest = await shrink(failure, tryIt, { budget: 20_000, others: 1 });
        expect(smallest.isSmallest).toBe(true);
        expect(fails(smallest.candidate)).toBe(true);
        expect([...lateOf(smallest.candidate).keys()].sort()).toEqual([...held].sort());
        expect(await shrink(failure, tryIt, { budget: 20_000, others: 1 })).toEqual(smallest);
        const again = await shrink(smallest, tryIt, { budget: 20_000, others: 1 });
        expect(again.candidate).toEqual(smallest.candidate);
      }),
      { numRuns: runs(4, 200) },
    );
  });
});
