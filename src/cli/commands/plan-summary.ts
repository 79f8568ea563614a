import { costMsat } from "../../domain/money.ts";
import { type PayoutNumber, payoutKey } from "../../domain/payout.ts";
import type { FaultPlan, PhasePlan, PlanSummary, ProjectPlan } from "../../domain/plan-summary.ts";
import { clientTimeoutMs, type Plan, type PlannedPhase } from "../../scenario/plan.ts";
import { injectionOf } from "../../systems/failure-switch.ts";
import { doubtsOnTarget } from "../../systems/foreign-doubts.ts";
import { shortfall } from "../../systems/funds.ts";
import type { Job } from "../run/job.ts";
import type { LoadedScenario } from "../scenarios/load.ts";

/** A plan made to be read. A million payouts are gone through once, and not once for each project or fault. */
export function planSummary({ file, scenario }: LoadedScenario, { plan, reproduce, seedDrawn }: Job): PlanSummary {
  const projects = plannedProjects(plan);
  const total = (of: (project: ProjectPlan) => number) => projects.reduce((sum, project) => sum + of(project), 0);
  const hitTwice = [...plan.wire.keys()].filter((payout) => plan.fates.has(payout)).length;
  const { strategy, railTimeoutMs, rail, instances, crashes } = plan.api;
  return {
    ...{ scenario: plan.scenario, description: plan.description, priority: scenario.priority ?? null, file },
    ...{ seed: plan.seed, seedDrawn, run: reproduce, payouts: plan.payouts },
    ...{ amountMsat: total((each) => each.amountMsat), costMsat: total((each) => each.costMsat), projects },
    phases: plan.phases.map(stretch),
    faults: hits(plan),
    payoutsWithFault: plan.fates.size + plan.wire.size - hitTwice,
    payoutsWithTwoFaults: hitTwice,
    crashes: crashes.map(({ point, occurrence }) => ({ point, occurrence })),
    client: {
      ...plan.client,
      timeoutMs: clientTimeoutMs(plan, "embedded"),
      timeoutOnTargetMs: clientTimeoutMs(plan, "target"),
    },
    api: { strategy, railTimeoutMs, rail, instances },
    ...{ drainMs: plan.drainMs, thresholds: plan.thresholds },
    expect: { verdict: plan.expect.verdict, findings: plan.expect.findings ?? null },
    ...{ doubts: plan.doubts, doubtsOnTarget: doubtsOnTarget(plan), notes: notes(projects) },
  };
}

function plannedProjects(plan: Plan): ProjectPlan[] {
  const sums = plan.projects.map(() => ({ payouts: 0, amountMsat: 0, costMsat: 0 }));
  for (const [index, amountMsat] of plan.amountsMsat.entries()) {
    const sum = sums[plan.projectOf[index] ?? 0];
    if (sum === undefined) continue;
    sum.payouts += 1;
    sum.amountMsat += amountMsat;
    sum.costMsat += costMsat(amountMsat);
  }
  return plan.projects.map(({ projectId, balanceMsat }, index) => {
    const { payouts = 0, amountMsat = 0, costMsat = 0 } = sums[index] ?? {};
    return { projectId, balanceMsat, payouts, amountMsat, costMsat, leftMsat: balanceMsat - costMsat };
  });
}

/** One note for each project whose balance does not pay for all, as a run has it. */
function notes(projects: readonly ProjectPlan[]): string[] {
  return projects.flatMap(({ projectId, balanceMsat, costMsat, leftMsat }) => {
    return leftMsat < 0 ? [shortfall(projectId, balanceMsat, costMsat)] : [];
  });
}

function stretch(phase: PlannedPhase): PhasePlan {
  const { name, first, payouts, arrival } = phase;
  const { enabled, timeoutRate, fate } = injectionOf(phase);
  const place = { name, first, last: first + payouts - 1, payouts };
  const targetSwitch = { enabled, timeoutRate, fate: fate ?? null };
  switch (arrival.kind) {
    case "closed":
      return { ...place, ...arrival, perSecond: null, lengthMs: null, targetSwitch };
    case "open":
      return { ...place, ...arrival, concurrency: null, lengthMs: lengthMs(payouts, arrival.perSecond), targetSwitch };
  }
}

/** Arrivals are spread evenly, the first at once. */
function lengthMs(payouts: number, perSecond: number): number {
  return Math.round((payouts / perSecond) * 1000);
}

/** Every fault of every phase with the payouts that meet it, in the order in which they were declared. */
function hits(plan: Plan): FaultPlan[] {
  const met = new Map<string, PayoutNumber[]>();
  const meet = (payout: PayoutNumber, fault: string) => {
    const id = hitId(phaseOf(plan.phases, payout), fault);
    const list = met.get(id);
    if (list === undefined) met.set(id, [payout]);
    else list.push(payout);
  };
  for (const [payout, fates] of plan.fates) for (const fate of new Set(fates)) meet(payout, fate);
  for (const [payout, fault] of plan.wire) meet(payout, fault);
  return plan.faults.flatMap(({ name, phase, declared }) => {
    if (phase === null) return [];
    const numbers = (met.get(hitId(phase, name)) ?? []).sort((left, right) => left - right);
    const cost = numbers.reduce((sum, payout) => sum + costMsat(plan.amountsMsat[payout - 1] ?? 0), 0);
    const keys = numbers.map((payout) => payoutKey(plan.scenario, payout));
    return [{ name, phase, declared, payouts: numbers.length, costMsat: cost, numbers, keys }];
  });
}

function hitId(phase: string, fault: string): string {
  return `${phase} ${fault}`;
}

function phaseOf(phases: readonly PlannedPhase[], payout: PayoutNumber): string {
  return phases.findLast(({ first }) => first <= payout)?.name ?? "";
}
