import type { PlannedHit, PlannedProject, PlannedStretch, PlanSummary } from "../../domain/plan-summary.ts";
import { jsonText } from "../json-text.ts";
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
    amountSats: plan.amountSats,
    costSats: plan.costSats,
    projects: plan.projects.map(project),
    phases: plan.phases.map(phase),
    faults: plan.faults.map(fault),
    payoutsHit: plan.payoutsHit,
    payoutsHitTwice: plan.payoutsHitTwice,
    crashes: plan.crashes.map(({ point, occurrence }) => ({ point, occurrence })),
    client: {
      patienceMs: client.patienceMs,
      attempts: client.attempts,
      backoffMs: client.backoffMs,
      retryKey: client.retryKey,
    },
    api: {
      strategy: api.strategy,
      railTimeoutMs: api.railTimeoutMs,
      rail: api.rail,
      instances: api.instances,
    },
    drainMs: plan.drainMs,
    thresholds: Object.entries(plan.thresholds).flatMap(([metric, expressions]) =>
      expressions.map((expression) => ({ metric, expression })),
    ),
    expect: { verdict: expect.verdict, findings: expect.findings },
    doubts: plan.doubts,
    doubtsOnTarget: plan.doubtsOnTarget,
    notes: plan.notes,
  };
}

function project({ projectId, balanceSats, payouts, amountSats, costSats, leftSats }: PlannedProject) {
  return { projectId, balanceSats, payouts, amountSats, costSats, leftSats };
}

function phase({ name, first, last, payouts, kind, concurrency, perSecond, lengthMs, targetSwitch }: PlannedStretch) {
  const { enabled, timeoutRate, fate } = targetSwitch;
  return {
    ...{ name, first, last, payouts, kind, concurrency, perSecond, lengthMs },
    targetSwitch: { enabled, timeoutRate, fate },
  };
}

function fault({ name, phase, declared, payouts, costSats, numbers, keys }: PlannedHit) {
  return { name, phase, declared, payouts, costSats, numbers, keys };
}
