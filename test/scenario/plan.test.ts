import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInAlerts } from "../../src/domain/alert.ts";
import { payoutApiCharge } from "../../src/domain/fee.ts";
import { isPaymentFaultName, type PaymentFaultName } from "../../src/domain/payment-fault.ts";
import { doubtSentence } from "../../src/explain/doubts.ts";
import { faultNames } from "../../src/scenario/fault-names.ts";
import type { PhaseFaults } from "../../src/scenario/phase-faults.ts";
import { clientTimeoutMs, type Plan, PlanError, planScenario } from "../../src/scenario/plan.ts";
import type { Scenario } from "../../src/scenario/schema.ts";
import { isWireFaultName } from "../../src/wire/index.ts";
import { GOOD, scenarioOf } from "./text.ts";

const scenario = scenarioOf(GOOD);

/** The payouts that meet a fault, by number. */
function hitBy(plan: Plan, fault?: PaymentFaultName): number[] {
  return [...plan.paymentFaults]
    .filter(([, faults]) => fault === undefined || faults[0] === fault)
    .map(([payout]) => payout);
}

/** The payouts that meet trouble, at the node or on the wire, by number. */
function metBy(plan: Plan, fault: string): number[] {
  const onWire = [...plan.wireFaults].filter(([, [name]]) => name === fault).map(([payout]) => payout);
  const news = [...plan.lookupFaults, ...plan.callbackFaults].filter(([, planned]) => planned.fault === fault);
  return [...hitBy(plan, fault as PaymentFaultName), ...onWire, ...news.map(([payout]) => payout)];
}

const noSettings = { attempts: null, forMs: null, to: null };

/** Scenarios whose rates add up to less than everything, so that their counts fit. */
const scenarios: fc.Arbitrary<Scenario> = fc
  .array(
    fc.record({
      payouts: fc.integer({ min: 20, max: 400 }),
      faults: fc.dictionary(fc.constantFrom(...faultNames), fc.integer({ min: 0, max: 100_000 }), { maxKeys: 6 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((phases) => ({
    ...scenario,
    load: phases.map(({ payouts, faults }, index) => ({
      name: `phase-${index}`,
      payouts,
      arrival: { kind: "closed" as const, concurrency: 4 },
      faults: Object.fromEntries(
        Object.entries(faults).map(([fate, millionths]) => [
          fate,
          { kind: "rate" as const, millionths, declared: "?", ...noSettings },
        ]),
      ),
    })),
  }));

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

describe("planScenario", () => {
  it("makes a rate of 5 % of 600 payouts exactly 30, whatever the seed", () => {
    for (let seed = 0; seed < 50; seed += 1) expect(planScenario(scenario, { seed }).paymentFaults.size).toBe(30);
  });

  it("is exact for each phase and each fault, and no payout meets two at the node or two on the wire", () => {
    fc.assert(
      fc.property(scenarios, seeds, (any, seed) => {
        const plan = planScenario(any, { seed });
        expect(plan.payouts).toBe(any.load.reduce((sum, { payouts }) => sum + payouts, 0));
        for (const [index, phase] of plan.phases.entries()) {
          for (const [fault, share] of Object.entries(any.load[index]?.faults ?? {})) {
            const rate = share.kind === "rate" ? share.millionths / 1e6 : 0;
            const inPhase = metBy(plan, fault).filter((n) => n >= phase.first && n < phase.first + phase.payouts);
            expect(inPhase).toHaveLength(Math.round(rate * phase.payouts));
            const told = plan.faults.find(({ name, phase: of }) => name === fault && of === phase.name);
            expect(told?.planned).toBe(inPhase.length);
          }
        }
        const kinds = [plan.paymentFaults, plan.lookupFaults, plan.wireFaults, plan.callbackFaults];
        const met = kinds.flatMap((kind) => [...kind.keys()]);
        expect(met).toHaveLength(plan.faults.reduce((sum, { planned }) => sum + planned, 0));
        expect(met.every((payout) => payout >= 1 && payout <= plan.payouts)).toBe(true);
      }),
    );
  });

  it("makes the same plan from the same seed", () => {
    fc.assert(
      fc.property(scenarios, seeds, (any, seed) => {
        expect(planScenario(any, { seed })).toEqual(planScenario(any, { seed }));
      }),
    );
  });

  it("draws payment faults and wire faults independently, so a payout may meet one of each", () => {
    const changed = (any: Scenario, change: (faults: PhaseFaults) => PhaseFaults): Scenario => {
      return { ...any, load: any.load.map((phase) => ({ ...phase, faults: change(phase.faults) })) };
    };
    const only = (isWanted: (name: string) => boolean) => (faults: PhaseFaults) =>
      Object.fromEntries(Object.entries(faults).filter(([name]) => isWanted(name)));
    fc.assert(
      fc.property(scenarios, seeds, (any, seed) => {
        const plan = planScenario(any, { seed });
        expect(planScenario(changed(any, only(isPaymentFaultName)), { seed }).paymentFaults).toEqual(
          plan.paymentFaults,
        );
        expect(planScenario(changed(any, only(isWireFaultName)), { seed }).wireFaults).toEqual(plan.wireFaults);
      }),
    );
    const everywhere = scenarioOf(GOOD.replace("5%", "100%, answer-lost: 600"));
    const plan = planScenario(everywhere, { seed: 1 });
    expect([plan.paymentFaults.size, plan.wireFaults.size]).toEqual([600, 600]);
    const half = planScenario(scenarioOf(GOOD.replace("5%", "50%, answer-lost: 50%")), { seed: 1 });
    const both = [...half.wireFaults.keys()].filter((payout) => half.paymentFaults.has(payout)).length;
    expect(both).toBeGreaterThan(100);
    expect(both).toBeLessThan(200);
  });

  it("lists every crash as a fault, in order, and the rates of payment faults only", () => {
    const api = "crashes: [{ at: after-send, occurrence: 7 }, { at: after-send }]";
    const plan = planScenario(scenarioOf(`${GOOD.replace("5%", "5%, request-lost: 3")}${api}\n`), { seed: 1 });
    expect(plan.faults).toEqual([
      { name: "timeout", phase: "spike", declared: "5%", planned: 30 },
      { name: "request-lost", phase: "spike", declared: "3", planned: 3 },
      { name: "after-send", phase: null, declared: "occurrence 7", planned: 1 },
      { name: "after-send", phase: null, declared: "occurrence 1", planned: 1 },
    ]);
    expect(plan.phases.map(({ rates }) => rates)).toEqual([[{ fault: "timeout", rate: 0.05 }]]);
    expect(plan.crashes).toEqual([
      { at: "after-send", occurrence: 7, how: "kill", forMs: 0, instance: 1 },
      { at: "after-send", occurrence: 1, how: "kill", forMs: 0, instance: 1 },
    ]);
  });

  it("lists every interruption as a fault, in order, with what the scenario leaves out", () => {
    const written = `
instances: 2
crashes:
  - { when: payment-received, occurrence: 7, how: pause }
  - { when: payment-received, how: terminate, for: 1s, instance: 2 }
  - { when: answer-sent }
`;
    const plan = planScenario(scenarioOf(`${GOOD.replace("{ timeout: 5% }", "{}")}${written}`), { seed: 1 });
    expect(plan.faults).toEqual([
      { name: "payment-received", phase: null, declared: "occurrence 7", planned: 1 },
      { name: "payment-received", phase: null, declared: "occurrence 1", planned: 1 },
      { name: "answer-sent", phase: null, declared: "occurrence 1", planned: 1 },
    ]);
    expect(plan.crashes).toEqual([]);
    expect(plan.interruptions).toEqual([
      { when: "payment-received", occurrence: 7, how: "pause", forMs: 3_000, instance: 1 },
      { when: "payment-received", occurrence: 1, how: "terminate", forMs: 1_000, instance: 2 },
      { when: "answer-sent", occurrence: 1, how: "kill", forMs: 0, instance: 1 },
    ]);
  });

  it("chooses other payouts with another seed", () => {
    const seen = new Set(Array.from({ length: 100 }, (_, seed) => String(hitBy(planScenario(scenario, { seed })))));
    expect(seen.size).toBe(100);
  });

  it("spreads the fault over the whole phase", () => {
    const hits = Array.from({ length: 100 }, (_, seed) => hitBy(planScenario(scenario, { seed }))).flat();
    const firstHalf = hits.filter((payout) => payout <= 300).length;
    expect(firstHalf).toBeGreaterThan(1_350);
    expect(firstHalf).toBeLessThan(1_650);
  });

  it("keeps the faults where they are when the amounts or another phase change", () => {
    const before = planScenario(scenario, { seed: 7 });
    const amounts = {
      ...scenario,
      payouts: { amount: { kind: "range" as const, minSats: 1, maxSats: 9 }, invoice: "own" as const },
    };
    expect(planScenario(amounts, { seed: 7 }).paymentFaults).toEqual(before.paymentFaults);
    const calm = { name: "calm", payouts: 100, arrival: { kind: "closed" as const, concurrency: 1 }, faults: {} };
    const later = planScenario({ ...scenario, load: [calm, ...scenario.load] }, { seed: 7 });
    expect(hitBy(later)).toEqual(hitBy(before).map((payout) => payout + 100));
  });

  it("draws amounts within their range, and every one of a choice", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 20 }), (seed, minSats, more) => {
        const amount = { kind: "range" as const, minSats, maxSats: minSats + more };
        const { amountsMsat } = planScenario({ ...scenario, payouts: { ...scenario.payouts, amount } }, { seed });
        expect(Math.min(...amountsMsat)).toBe(minSats * 1_000);
        expect(Math.max(...amountsMsat)).toBe((minSats + more) * 1_000);
        expect(amountsMsat).toHaveLength(600);
      }),
    );
    const choice = { kind: "choice" as const, sats: [10, 50, 1_000] };
    const { amountsMsat } = planScenario(
      { ...scenario, payouts: { ...scenario.payouts, amount: choice } },
      { seed: 1 },
    );
    expect([...new Set(amountsMsat)].sort((a, b) => a - b)).toEqual([10_000, 50_000, 1_000_000]);
    expect([...new Set(planScenario(scenario, { seed: 1 }).amountsMsat)]).toEqual([1_000_000]);
  });

  it("gives two payouts in a row the same amount and project where they share an invoice", () => {
    const amount = { kind: "range" as const, minSats: 1, maxSats: 100_000 };
    const projects = ["a", "b"].map((projectId) => ({ projectId, balanceSats: 1_000_000 }));
    const shared = { ...scenario, projects, payouts: { amount, invoice: "shared" as const } };
    const { amountsMsat, projectOf, sharedInvoices } = planScenario(shared, { seed: 1, payouts: 31 });
    expect(sharedInvoices).toBe(true);
    expect([...projectOf.slice(0, 6)]).toEqual([0, 0, 1, 1, 0, 0]);
    const pairs = [...amountsMsat].filter((_, index) => index % 2 === 0);
    expect([...amountsMsat]).toEqual(pairs.flatMap((each) => [each, each]).slice(0, 31));
    expect(new Set(pairs).size).toBeGreaterThan(10);
    expect(planScenario({ ...shared, payouts: { amount, invoice: "own" } }, { seed: 1 }).sharedInvoices).toBe(false);
  });

  it("asks for ordinary amounts where hostile ones cannot be told, and doubts that", () => {
    const hostile = {
      ...scenario,
      load: scenario.load.map((phase) => ({ ...phase, faults: {} })),
      payouts: { ...scenario.payouts, amount: { kind: "hostile", names: ["zero"] } as const },
    };
    const told = planScenario(hostile, { seed: 1, payouts: 2 });
    expect([[...told.amountsMsat], told.hostileAmounts, told.doubts]).toEqual([[0, 1_000_000], ["zero"], []]);
    const untold = planScenario(hostile, { seed: 1, payouts: 2, isToldAmounts: false });
    expect([[...untold.amountsMsat], untold.hostileAmounts]).toEqual([[1_000_000, 1_000_000], []]);
    expect(untold.doubts.map(doubtSentence)).toEqual([
      "a payout of a hostile amount cannot happen here: no request tells the service an amount (an invoice has its own); remove the fault, or run the scenario against a target on which it can happen",
    ]);
  });

  it("lets the projects pay in turn", () => {
    const projects = ["a", "b", "c"].map((projectId) => ({ projectId, balanceSats: 9 }));
    const plan = planScenario({ ...scenario, projects }, { seed: 1, payouts: 7 });
    expect([...plan.projectOf]).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it("is plain data", () => {
    const text = `name: two
description: Two phases.
seed: 3
projects: { a: { balance: 9 } }
load:
  - { name: first, payouts: 4, concurrency: 2, faults: { timeout: 4, request-delayed: 4 } }
  - { name: second, rate: 10/s, for: 100ms, faults: { slow: 10% } }
`;
    expect(planScenario(scenarioOf(text))).toEqual({
      scenario: "two",
      description: "Two phases.",
      seed: 3,
      projects: [{ projectId: "a", balanceMsat: 9_000 }],
      payouts: 5,
      amountsMsat: new Uint32Array(5).fill(1_000_000),
      projectOf: Uint8Array.of(0, 0, 0, 0, 0),
      sharedInvoices: false,
      hostileAmounts: [],
      phases: [
        {
          ...{ name: "first", first: 1, payouts: 4, arrival: { kind: "closed", concurrency: 2 } },
          rates: [{ fault: "timeout", rate: 1 }],
        },
        {
          ...{ name: "second", first: 5, payouts: 1, arrival: { kind: "open", perSecond: 10 } },
          rates: [{ fault: "slow", rate: 0.1 }],
        },
      ],
      paymentFaults: new Map([1, 2, 3, 4].map((payout) => [payout, ["timeout"]])),
      lookupFaults: new Map(),
      wireFaults: new Map([1, 2, 3, 4].map((payout) => [payout, ["request-delayed"]])),
      callbackFaults: new Map(),
      faults: [
        { name: "timeout", phase: "first", declared: "4", planned: 4 },
        { name: "request-delayed", phase: "first", declared: "4", planned: 4 },
        { name: "slow", phase: "second", declared: "10%", planned: 0 },
      ],
      client: { timeoutMs: null, attempts: 1, backoffMs: 20, retryKey: "same", retryWhen: "outcome-unknown" },
      refusalsExpected: false,
      api: { strategy: "naive", railTimeoutMs: 100, recheckAfterMs: null, webhooks: false, fee: payoutApiCharge },
      rail: { duplicates: "reject" },
      instances: 1,
      crashes: [],
      edgeOrder: [],
      simulate: null,
      interruptions: [],
      drainMs: 5_000,
      thresholds: {},
      alerts: builtInAlerts,
      expect: { verdict: "balanced" },
      doubts: [{ kind: "fault-rounds-to-zero", fault: "slow", declared: "10%", phase: "second", payouts: 1 }],
    });
  });

  it("doubts a rate that rounds to no payout, but not a rate of 0 %", () => {
    const plan = planScenario(scenarioOf(GOOD.replace("5%", "1%, stuck: 0%")), { seed: 1, payouts: 30 });
    expect(plan.doubts).toEqual([
      { kind: "fault-rounds-to-zero", fault: "timeout", declared: "1%", phase: "spike", payouts: 30 },
    ]);
    expect(plan.faults.map(({ planned }) => planned)).toEqual([0, 0]);
  });

  it("takes the client timeout from the system, unless the scenario has one", () => {
    const of = (text: string) => {
      const plan = planScenario(scenarioOf(`${GOOD}${text}`), { seed: 1 });
      return [clientTimeoutMs(plan, "embedded"), clientTimeoutMs(plan, "target")];
    };
    expect(of("")).toEqual([2_000, 30_000]);
    expect(of("client: { timeout: 3s }")).toEqual([3_000, 3_000]);
    expect(of("client: { timeout: 3s }")).toEqual([3_000, 3_000]);
  });

  it("knows whether refusals are expected", () => {
    const of = (text: string) => planScenario(scenarioOf(`${GOOD}${text}`), { seed: 1 }).refusalsExpected;
    expect([of(""), of("refusals: unexpected"), of("refusals: expected")]).toEqual([false, false, true]);
  });

  it("rounds half a payout up", () => {
    const planned = (rate: string, payouts: number) =>
      planScenario(scenarioOf(GOOD.replace("5%", rate)), { seed: 1, payouts }).paymentFaults.size;
    expect([planned("5%", 10), planned("5%", 9), planned("0.35%", 1_000), planned("1.005%", 100_000)]).toEqual([
      1, 0, 4, 1_005,
    ]);
  });
});

describe("overrides", () => {
  const open = scenarioOf(GOOD.replace("load:", "load:\n  - { name: steady, rate: 100/s, for: 1s }"));

  it("win over the file, and leave open phases as they are", () => {
    const plan = planScenario(
      { ...open, seed: 1 },
      { seed: 9, strategy: "rollback", concurrency: 5, payouts: 200, railTimeoutMs: 50 },
    );
    expect(plan.seed).toBe(9);
    expect(plan.api).toEqual({
      strategy: "rollback",
      railTimeoutMs: 50,
      recheckAfterMs: null,
      webhooks: false,
      fee: payoutApiCharge,
    });
    expect(plan.phases.map(({ payouts, arrival }) => ({ payouts, arrival }))).toEqual([
      { payouts: 100, arrival: { kind: "open", perSecond: 100 } },
      { payouts: 200, arrival: { kind: "closed", concurrency: 5 } },
    ]);
    expect(plan.paymentFaults.size).toBe(10);
  });

  it("replace what the file expects, whole", () => {
    const expecting = scenarioOf(`${GOOD}\nexpect: { verdict: violated, findings: [double-paid] }`);
    expect(planScenario(expecting, { seed: 1 }).expect).toEqual({ verdict: "violated", findings: ["double-paid"] });
    expect(planScenario(expecting, { seed: 1, expect: { verdict: "violated" } }).expect).toEqual({
      verdict: "violated",
    });
  });

  it("leave the file as it is where they are undefined", () => {
    expect(planScenario({ ...open, seed: 1 }, { seed: undefined, payouts: undefined })).toEqual(
      planScenario({ ...open, seed: 1 }),
    );
  });

  it.each([
    [{}, "the scenario has no seed: pass one as an override"],
    [{ seed: -1 }, "seed must be a whole number from 0 to 4,294,967,295 (got -1)"],
    [{ seed: 1, concurrency: 0 }, "concurrency must be a whole number from 1 to 10,000 (got 0)"],
    [{ seed: 1, payouts: 1.5 }, "payouts must be a whole number from 1 to 1,000,000 (got 1.5)"],
    [{ seed: 1, railTimeoutMs: 1 }, "railTimeoutMs must be a whole number from 10 to 60,000 (got 1)"],
  ])("%j is refused", (overrides, message) => {
    expect(() => planScenario(scenario, overrides)).toThrow(new PlanError(message));
  });

  it("that leave too few payouts for the faults are refused", () => {
    const counted = scenarioOf(GOOD.replace("5%", "3, stuck: 2"));
    expect(() => planScenario(counted, { seed: 1, payouts: 4 })).toThrow(
      new PlanError('phase "spike" has only 4 payouts, but its faults (timeout, stuck) need 5'),
    );
    expect(planScenario(counted, { seed: 1, payouts: 5 }).paymentFaults.size).toBe(5);
  });
});

describe("the look-up faults of a plan", () => {
  const met = (faults: string) => {
    const text = GOOD.replace(/faults: \{[^}]*\}/, `faults: { ${faults}, lookup-error: 3 }`);
    const plan = planScenario(scenarioOf(text), { seed: 1 });
    return [...plan.lookupFaults.keys()].filter((payout) => plan.paymentFaults.has(payout)).length;
  };

  it("meet payouts first that a careful service asks about, and none that was turned away", () => {
    expect([met("lost-answer: 3"), met("late-settle: 5"), met("provider-error: 2")]).toEqual([3, 3, 2]);
    expect(met("provider-busy: 3")).toBe(0);
  });
});
