import { describe, expect, it } from "vitest";
import { phoenixd } from "../../src/rail/dialects/phoenixd.ts";
import { zbd } from "../../src/rail/dialects/zbd.ts";
import { impossibleInAll } from "../../src/rail/impossible-faults.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { doubtsOnDialects, doubtsOnRail, doubtsOnService, doubtsOnTarget } from "../../src/systems/target-doubts.ts";
import { planOf } from "../engine/small-plan.ts";

const once = { timeoutMs: 1000, attempts: 1, backoffMs: 20, retryKey: "same", retryWhen: "outcome-unknown" } as const;
const doubtsOf = (change: Partial<Plan>) => doubtsOnTarget(planOf({ client: once, ...change }));

describe("an external target", () => {
  const crashes = [{ at: "after-send", occurrence: 1, how: "kill", forMs: 0, instance: 1 }] as const;
  const ours = { crashes, rail: { duplicates: "replay" }, instances: 2 } as const;

  it("cannot do what only the embedded API can", () => {
    expect(doubtsOf(ours)).toEqual([
      { kind: "not-controllable", what: "duplicates", wanted: "replay" },
      { kind: "not-controllable", what: "crashes", wanted: "after-send" },
      { kind: "not-controllable", what: "instances", wanted: "2" },
    ]);
    expect(doubtsOf({})).toEqual([]);
  });

  it("cannot be interrupted unless we start it; then only its code is out of reach", () => {
    const planned = { occurrence: 1, how: "kill", forMs: 0, instance: 1 } as const;
    const interruptions = [
      { ...planned, when: "payment-received" },
      { ...planned, when: "answer-sent" },
    ] as const;
    const doubt = { kind: "not-controllable", what: "crashes" } as const;
    expect(doubtsOf({ interruptions })).toEqual([{ ...doubt, wanted: "payment-received, answer-sent" }]);
    expect(doubtsOnService(planOf({ interruptions, instances: 2 }), true)).toEqual([]);
    expect(doubtsOnService(planOf({ crashes }), true)).toEqual([{ ...doubt, wanted: "after-send" }]);
  });

  it("meets no fault that its dialect cannot show", () => {
    const plan = planOf({
      paymentFaults: new Map([[1, ["contradictory", "timeout"]] as const, [2, ["contradictory"]] as const]),
      callbackFaults: new Map([
        [3, { fault: "event-lost", to: "service", forMs: 0 }] as const,
        [4, { fault: "event-early", to: "client", forMs: 0 }] as const,
      ]),
    });
    const doubt = { kind: "fault-impossible" } as const;
    expect(doubtsOnDialects(plan, phoenixd.cannot)).toEqual([
      { ...doubt, fault: "contradictory", reason: phoenixd.cannot.contradictory },
      { ...doubt, fault: "event-lost", reason: phoenixd.cannot["event-lost"] },
    ]);
    expect(doubtsOnDialects(plan, impossibleInAll([phoenixd.cannot, zbd.cannot]))).toHaveLength(1);
    expect(doubtsOnDialects(plan, impossibleInAll([]))).toEqual([]);
  });

  it("can be judged after a wire fault when its caller retries with the same key", () => {
    const wireFaults = new Map([[1, ["answer-lost"]] as const, [2, ["request-lost"]] as const]);
    expect(doubtsOf({ wireFaults })).toEqual([{ kind: "wire-fault-hides-outcome", fault: "answer-lost" }]);
    expect(
      doubtsOf({ wireFaults, client: { ...once, attempts: 2, retryKey: "fresh", retryWhen: "outcome-unknown" } }),
    ).toHaveLength(1);
    expect(doubtsOf({ wireFaults, client: { ...once, attempts: 2 } })).toEqual([]);
  });

  it("does not reveal in its answers that a payment settled late", () => {
    const faults = [{ name: "late-settle", phase: "all", declared: "1", planned: 1 }] as const;
    expect(doubtsOf({ faults })).toEqual([{ kind: "fault-hides-outcome", fault: "late-settle" }]);
  });

  it("injects one fault at a time", () => {
    const rates = [
      { fault: "timeout", rate: 0.1 },
      { fault: "slow", rate: 0.1 },
    ] as const;
    const arrival = { kind: "closed", concurrency: 1 } as const;
    expect(doubtsOf({ phases: [{ name: "all", first: 1, payouts: 2, arrival, rates }] })).toEqual([
      { kind: "switch-takes-one-fault", phase: "all" },
    ]);
  });

  it("on our rail lacks only what is a property of the API", () => {
    const faults = [{ name: "late-settle", phase: "all", declared: "1", planned: 1 }] as const;
    const wireFaults = new Map([[1, ["answer-lost"]] as const]);
    expect(doubtsOnRail(planOf({ client: once, faults, wireFaults, rail: ours.rail }))).toEqual([]);
    expect(doubtsOnRail(planOf(ours))).toHaveLength(2);
  });
});
