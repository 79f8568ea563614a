import type { FaultPlace } from "../domain/fault.ts";
import { interruptionKinds } from "../domain/interruption.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { placeOfFault } from "../scenario/fault-names.ts";
import type { Plan } from "../scenario/plan.ts";
import type { SystemDescription } from "./system-under-test.ts";

/** The first fact of a run, from its plan and its system. */
export function runStarted(plan: Plan, description: SystemDescription, reproduce: string): RunStarted {
  const concurrencies = plan.phases.flatMap(({ arrival }) => (arrival.kind === "closed" ? [arrival.concurrency] : []));
  const names = [...new Set(plan.faults.map(({ name }) => name))];
  const plannedFor = (name: string) =>
    plan.faults.reduce((sum, fault) => (fault.name === name ? sum + fault.planned : sum), 0);
  const { mayHold, doubts, ...described } = description;
  return {
    kind: "run-started",
    atMs: 0,
    format: 3,
    scenario: plan.scenario,
    description: plan.description,
    seed: plan.seed,
    ...described,
    retryKey: plan.client.retryKey,
    payouts: plan.payouts,
    concurrency: concurrencies.length === 0 ? null : Math.max(...concurrencies),
    projects: plan.projects.map(({ projectId, balanceMsat }) => ({ projectId, balanceMsat, mayHold })),
    refusalsExpected: plan.refusalsExpected,
    faults: names.map((name) => ({
      name,
      where: placeOfFault(name) ?? placeOfCrash(plan, name),
      planned: plannedFor(name),
    })),
    thresholds: plan.thresholds,
    alerts: plan.alerts,
    expect: plan.expect,
    doubts: [...plan.doubts, ...doubts],
    reproduce,
  };
}

/** Crashes are named after their point or moment. */
function placeOfCrash({ crashes }: Plan, name: string): FaultPlace {
  const crash = crashes.find(({ at }) => at === name);
  return crash === undefined ? "process" : interruptionKinds[crash.how].place;
}
