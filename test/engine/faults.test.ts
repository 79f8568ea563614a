import { describe, expect, it } from "vitest";
import { switchFaults } from "../../src/engine/faults.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { createFakeTarget } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

describe("a foreign target", () => {
  const doubtsOf = async (change: Partial<Plan>) =>
    (await switchFaults(createFakeTarget(), planOf({ client: once, ...change }))).doubts;
  const once = { patienceMs: 1000, attempts: 1, backoffMs: 20, retryKey: "same" } as const;

  it("has nothing of what only the embedded API can be told", async () => {
    const crashes = [{ point: "after-send", occurrence: 1 }] as const;
    const api = { strategy: "naive", railTimeoutMs: 100, crashes, rail: "sticky", instances: 2 } as const;
    expect(await doubtsOf({ api })).toEqual([
      "the scenario kills the API, and a target of somebody else's cannot be killed",
      "the scenario wants a sticky node, and the target has a node of its own",
      "the scenario wants 2 instances, and how many the target has is its own",
    ]);
    expect(await doubtsOf({})).toEqual([]);
  });

  it("can be judged after trouble on the wire where its caller asks again, under the same key", async () => {
    const wire = new Map([[1, "answer-lost"] as const, [2, "request-lost"] as const]);
    expect(await doubtsOf({ wire })).toEqual([
      "after answer-lost the caller is told nothing, because it does not ask again under the same key",
    ]);
    expect(await doubtsOf({ wire, client: { ...once, attempts: 2, retryKey: "fresh" } })).toHaveLength(1);
    expect(await doubtsOf({ wire, client: { ...once, attempts: 2 } })).toEqual([]);
  });

  it("is believed about what it answered, also where the answers to other payouts are lost", async () => {
    const wire = new Map([[1, "answer-lost"] as const]);
    expect((await switchFaults(createFakeTarget(), planOf({ wire, client: once }))).openMeansUnpaid).toBe(true);
    const late = planOf({ faults: [{ name: "late-settle", phase: "all", declared: "1", planned: 1 }] });
    expect((await switchFaults(createFakeTarget(), late)).openMeansUnpaid).toBe(false);
  });

  it("is not expected to have a switch for faults that are on our side of the wire", async () => {
    const target = createFakeTarget();
    target.switch = undefined;
    const faults = [{ name: "request-lost", phase: "all", declared: "1", planned: 1 }] as const;
    const plan = planOf({ faults, wire: new Map([[1, "request-lost"]]) });
    expect((await switchFaults(target, plan)).doubts).toEqual([]);
  });
});

describe("a target's failure-injection switch", () => {
  const faulty = planOf({
    phases: [
      {
        name: "all",
        first: 1,
        payouts: 2,
        arrival: { kind: "closed", concurrency: 1 },
        rates: [{ fault: "timeout", rate: 0.5 }],
      },
    ],
    faults: [{ name: "timeout", phase: "all", declared: "50%", planned: 1 }],
  });

  it("is set for the phase, healed after the load, and put back where it was", async () => {
    const target = createFakeTarget();
    const faults = await switchFaults(target, faulty);
    for (const phase of faulty.phases) await faults.begin(phase);
    await faults.heal();
    await faults.restore();
    expect(target.injected).toEqual([
      { enabled: true, timeoutRate: 0.5, fate: "timeout" },
      { enabled: false, timeoutRate: 0 },
      { enabled: false, timeoutRate: 0, rollbackOnTimeout: false, fate: "timeout" },
    ]);
  });

  it("is told about the rollback only when that was asked for", async () => {
    const target = createFakeTarget();
    const faults = await switchFaults(target, faulty, true);
    for (const phase of faulty.phases) await faults.begin(phase);
    expect(target.injected).toEqual([{ enabled: true, timeoutRate: 0.5, fate: "timeout", rollbackOnTimeout: true }]);
  });

  it("is missed where faults are declared, and not where none are", async () => {
    const target = createFakeTarget();
    target.switch = undefined;
    expect((await switchFaults(target, faulty)).doubts).toEqual([
      "the target has no failure-injection switch (GET switch answered 404), so neither faults nor a strategy can be set there",
    ]);
    const quiet = await switchFaults(target, planOf());
    await quiet.heal();
    expect([quiet.doubts, target.injected]).toEqual([[], []]);
  });

  it("cannot judge by answers what answers do not tell", async () => {
    const plan = planOf({ faults: [{ name: "late-settle", phase: "all", declared: "1", planned: 1 }] });
    expect((await switchFaults(createFakeTarget(), plan)).doubts).toEqual([
      "after late-settle the answers do not tell whether the payment settled; only the node knows, and it is not ours here",
    ]);
  });
});
