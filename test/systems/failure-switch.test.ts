import { describe, expect, it } from "vitest";
import type { PaymentFaultName } from "../../src/domain/payment-fault.ts";
import type { PlannedPhase } from "../../src/scenario/plan.ts";
import { type Injection, TargetError } from "../../src/service/target.ts";
import { openFailureSwitch } from "../../src/systems/failure-switch.ts";
import { createFakeTarget } from "../engine/fake-target.ts";
import { planOf } from "../engine/small-plan.ts";

function phase(fault: PaymentFaultName, name = "all"): PlannedPhase {
  return { name, first: 1, payouts: 2, arrival: { kind: "closed", concurrency: 1 }, rates: [{ fault, rate: 0.5 }] };
}

const faulty = planOf({ phases: [phase("timeout")] });

describe("a target's failure-injection switch", () => {
  it("is tried, set for the phase, turned off after the load, and restored", async () => {
    const target = createFakeTarget();
    const found = target.switch;
    const faults = await openFailureSwitch(target, faulty);
    for (const each of faulty.phases) await faults.begin(each);
    await faults.heal();
    expect(await faults.restore()).toBeUndefined();
    const on = { enabled: true, timeoutRate: 0.5, fate: "timeout" };
    const off = { enabled: false, timeoutRate: 0 };
    expect(target.injected).toEqual([on, off, on, off, found]);
    expect(faults.doubts).toEqual([]);
  });

  it("is sent rollbackOnTimeout only when that was requested", async () => {
    const target = createFakeTarget();
    const faults = await openFailureSwitch(target, planOf(), true);
    for (const each of planOf().phases) await faults.begin(each);
    expect(target.injected).toEqual([{ enabled: false, timeoutRate: 0, rollbackOnTimeout: true }]);
  });

  it("is not touched by a run without faults, unless it was on", async () => {
    const target = createFakeTarget();
    const quiet = await openFailureSwitch(target, planOf());
    await quiet.heal();
    await quiet.restore();
    expect(target.injected).toEqual([]);
    target.switch = { enabled: true, timeoutRate: 0.2 };
    const on = await openFailureSwitch(target, planOf());
    for (const each of planOf().phases) await on.begin(each);
    await on.restore();
    expect(on.wasOn).toBe(true);
    expect(target.injected).toEqual([
      { enabled: false, timeoutRate: 0 },
      { enabled: true, timeoutRate: 0.2 },
    ]);
  });

  it("is a doubt when it is missing and faults are declared", async () => {
    const target = createFakeTarget();
    target.switch = undefined;
    expect((await openFailureSwitch(target, faulty)).doubts).toEqual([
      { kind: "switch-missing", reason: "GET switch answered 404" },
    ]);
    const quiet = await openFailureSwitch(target, planOf());
    await quiet.heal();
    expect([quiet.doubts, target.injected]).toEqual([[], []]);
  });

  it("that could not be restored is reported, with its old state and the reason", async () => {
    const target = createFakeTarget();
    const faults = await openFailureSwitch(target, faulty);
    target.inject = async () => {
      throw new TargetError("nonsense", "POST switch answered 500");
    };
    expect(await faults.restore()).toBe(
      'the failure-injection switch of http://fake could not be restored to {"enabled":false,"timeoutRate":0,"rollbackOnTimeout":false,"fate":"timeout"}, and may still inject faults: POST switch answered 500',
    );
  });
});

describe("a fault that the switch does not report back", () => {
  type Echo = (state: Injection) => Injection;
  const ignoresFates: Echo = ({ enabled, timeoutRate }) => ({ enabled, timeoutRate });
  const knowsOne: Echo = ({ enabled, timeoutRate }) => ({ enabled, timeoutRate, fate: "timeout" });
  const neverOn: Echo = ({ fate }) => ({ enabled: false, timeoutRate: 0, fate });
  const refuses: Echo = ({ fate }) => {
    if (fate !== undefined && fate !== "timeout") throw new TargetError("nonsense", "POST switch answered 400");
    return { enabled: true, timeoutRate: 0.5, fate: "timeout" };
  };

  const opened = async (echo: Echo, fault: PaymentFaultName) => {
    const target = createFakeTarget();
    target.inject = async (state) => {
      target.injected.push(state);
      target.switch = echo(state);
    };
    const plan = planOf({ phases: [phase(fault)] });
    const faults = await openFailureSwitch(target, plan);
    for (const each of plan.phases) await faults.begin(each);
    return { target, faults };
  };

  it.each<[string, Echo, PaymentFaultName]>([
    ["lacks fates", ignoresFates, "late-settle"],
    ["shows another", knowsOne, "late-settle"],
    ["stays off", neverOn, "timeout"],
    ["refuses it", refuses, "late-settle"],
  ])("because its echo %s is a doubt, and is not injected", async (_, echo, fault) => {
    const { target, faults } = await opened(echo, fault);
    expect(faults.doubts).toEqual([{ kind: "fault-ignored", fault }]);
    expect([...faults.injects]).toEqual([]);
    expect(target.injected.at(-1)).toEqual({ enabled: false, timeoutRate: 0 });
    expect(faults.faultsAhead()).toBe(0);
  });

  it("is not in doubt when it is the timeout and the switch only knows timeouts", async () => {
    const { target, faults } = await opened(ignoresFates, "timeout");
    expect([faults.doubts, [...faults.injects]]).toEqual([[], ["timeout"]]);
    expect(target.injected.at(-1)).toEqual({ enabled: true, timeoutRate: 0.5, fate: "timeout" });
  });

  it("leaves the other faults of the plan as they are", async () => {
    const target = createFakeTarget();
    target.inject = async (state) => {
      target.switch = ignoresFates(state);
    };
    const plan = planOf({ phases: [phase("timeout", "a"), phase("slow", "b")] });
    const faults = await openFailureSwitch(target, plan);
    expect([faults.doubts, [...faults.injects]]).toEqual([[{ kind: "fault-ignored", fault: "slow" }], ["timeout"]]);
  });
});
