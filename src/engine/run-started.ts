import type { FaultPlace } from "../domain/fault.ts";
import { interruptionKinds } from "../domain/interruption.ts";
import type { DeclaredFault, RunStarted, SimulatedRun } from "../domain/run-started.ts";
import { placeOfFault } from "../scenario/fault-names.ts";
import type { Plan } from "../scenario/plan.ts";
import type { SystemDescription } from "./system-under-test.ts";

/** The first fact of a run, from its plan and its system, and what repeats it if it is simulated. */
export function runStarted(
  plan: Plan,
  description: SystemDescription,
  reproduce: string,
  simulated?: SimulatedRun,
): RunStarted {
  const concurrencies = plan.phases.flatMap(({ arrival }) => (arrival.kind === "closed" ? [arrival.concurrency] : []));
  const names = [...new Set(plan.faults.map(({ name }) => name))];
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
    hostileAmounts: plan.hostileAmounts,
    refusalsExpected: plan.refusalsExpected,
    faults: names.map((name) => declaredFault(plan, name)),
    thresholds: plan.thresholds,
    alerts: plan.alerts,
    expect: plan.expect,
    doubts: [...plan.doubts, ...doubts],
    reproduce,
    ...(simulated === undefined ? {} : { simulated }),
  };
}

/** What a fault is over all phases, with what the judge needs of its settings to say why it did not happen. */
function declaredFault(plan: Plan, name: Plan["faults"][number]["name"]): DeclaredFault {
  const planned = plan.faults.reduce((sum, fault) => (fault.name === name ? sum + fault.planned : sum), 0);
  const inARow = [...plan.paymentFaults.values(), ...plan.wireFaults.values()].reduce(
    (most, faults) => (faults.some((fault) => fault === name) ? Math.max(most, faults.length) : most),
    1,
  );
  const receivers = new Set([...plan.callbackFaults.values()].flatMap(({ fault, to }) => (fault === name ? to : [])));
  const [to] = receivers;
  return {
    name,
    where: placeOfFault(name) ?? placeOfCrash(plan, name),
    planned,
    ...(inARow === 1 ? {} : { inARow }),
    ...(receivers.size === 1 ? { to } : {}),
  };
}

/** Crashes are named after their point or moment. */
function placeOfCrash({ crashes }: Plan, name: string): FaultPlace {
  const crash = crashes.find(({ at }) => at === name);
  return crash === undefined ? "process" : interruptionKinds[crash.how].place;
}
