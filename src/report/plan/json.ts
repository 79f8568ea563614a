import { satsOf } from "../../domain/money.ts";
import type { FaultPlan, PhasePlan, PlanSummary, ProjectPlan } from "../../domain/plan-summary.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { jsonText } from "../../text/json.ts";
import type { Plans } from "./plans.ts";

/** Plans for programs. Like the report of runs it is a contract: fields are added, never renamed. */
export function planJson({ version, scenarios }: Plans): string {
  return jsonText({ version, scenarios: scenarios.map(scenario) });
}

function scenario(plan: PlanSummary) {
  const { client, api, expect } = plan;
  return {
    name: plan.scenario,
    description: plan.description,
    priority: plan.priority,
    file: plan.file,
    seed: plan.seed,
    seedDrawn: plan.seedDrawn,
    run: plan.run,
    payouts: plan.payouts,
    amountSats: satsOf(plan.amountMsat),
    costSats: satsOf(plan.costMsat),
    projects: plan.projects.map(project),
    phases: plan.phases.map(phase),
    faults: plan.faults.map(fault),
    payoutsWithFault: plan.payoutsWithFault,
    payoutsWithTwoFaults: plan.payoutsWithTwoFaults,
    crashes: plan.crashes.map(({ at, occurrence }) => ({ at, occurrence })),
    client: {
      timeoutMs: client.timeoutMs,
      timeoutOnTargetMs: client.timeoutOnTargetMs,
      attempts: client.attempts,
      backoffMs: client.backoffMs,
      retryKey: client.retryKey,
    },
    api: {
      strategy: api.strategy,
      railTimeoutMs: api.railTimeoutMs,
    },
    rail: { duplicates: plan.rail.duplicates },
    instances: plan.instances,
    drainMs: plan.drainMs,
    thresholds: Object.entries(plan.thresholds).flatMap(([metric, expressions]) =>
      expressions.map((expression) => ({ metric, expression })),
    ),
    expect: { verdict: expect.verdict, findings: expect.findings },
    doubts: plan.doubts.map(doubtSentence),
    doubtsOnTarget: plan.doubtsOnTarget.map(doubtSentence),
    notes: plan.notes,
  };
}

function project({ projectId, balanceMsat, payouts, amountMsat, costMsat, leftMsat }: ProjectPlan) {
  return {
    projectId,
    balanceSats: satsOf(balanceMsat),
    payouts,
    amountSats: satsOf(amountMsat),
    costSats: satsOf(costMsat),
    leftSats: satsOf(leftMsat),
  };
}

function phase({ name, first, last, payouts, kind, concurrency, perSecond, lengthMs, targetSwitch }: PhasePlan) {
  const { enabled, timeoutRate, fate } = targetSwitch;
  return {
    ...{ name, first, last, payouts, kind, concurrency, perSecond, lengthMs },
    targetSwitch: { enabled, timeoutRate, fate },
  };
}

function fault({ name, phase, declared, payouts, costMsat, numbers, keys }: FaultPlan) {
  return { name, phase, declared, payouts, costSats: satsOf(costMsat), numbers, keys };
}
