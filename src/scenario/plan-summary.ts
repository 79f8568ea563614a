import { formatSats } from "../domain/format.ts";
import { costMsat } from "../domain/money.ts";
import { type PayoutNumber, payoutKey } from "../domain/payout.ts";
import type { FaultPlan, PhasePlan, PlanSummary, ProjectPlan } from "../domain/plan-summary.ts";
import { clientTimeoutMs, type Plan, type PlannedPhase } from "./plan.ts";

/** What a summary says besides the plan: where it comes from, and what a run against an external target would be like. */
export interface PlanContext extends Pick<PlanSummary, "file" | "priority" | "seedDrawn" | "run" | "doubtsOnTarget"> {
  /** What the failure-injection switch of a target is set to in a phase. */
  readonly switchIn: (phase: PlannedPhase) => PhasePlan["targetSwitch"];
}

/** A plan for readers. A million payouts are visited once, not once for each project or fault. */
export function planSummary(plan: Plan, { switchIn, ...context }: PlanContext): PlanSummary {
  const projects = plannedProjects(plan);
  const total = (of: (project: ProjectPlan) => number) => projects.reduce((sum, project) => sum + of(project), 0);
  return {
    ...context,
    scenario: plan.scenario,
    description: plan.description,
    seed: plan.seed,
    payouts: plan.payouts,
    amountMsat: total((each) => each.amountMsat),
    costMsat: total((each) => each.costMsat),
    projects,
    phases: plan.phases.map((phase) => stretch(phase, switchIn(phase))),
    faults: hits(plan),
    ...payoutsWithFault(plan),
    crashes: plan.crashes,
    client: {
      ...plan.client,
      timeoutMs: clientTimeoutMs(plan, "embedded"),
      timeoutOnTargetMs: clientTimeoutMs(plan, "target"),
    },
    api: plan.api,
    rail: plan.rail,
    instances: plan.instances,
    drainMs: plan.drainMs,
    thresholds: plan.thresholds,
    expect: { verdict: plan.expect.verdict, findings: plan.expect.findings ?? null },
    doubts: plan.doubts,
    notes: shortfalls(projects),
  };
}

/** How many payouts meet a fault, each counted once, and how many meet one at the node and one on the wire. */
export function payoutsWithFault({
  paymentFaults,
  wireFaults,
}: Plan): Pick<PlanSummary, "payoutsWithFault" | "payoutsWithTwoFaults"> {
  const twice = [...wireFaults.keys()].filter((payout) => paymentFaults.has(payout)).length;
  return { payoutsWithFault: paymentFaults.size + wireFaults.size - twice, payoutsWithTwoFaults: twice };
}

/** What the payouts of each project cost by the embedded contract. */
export function plannedProjects(plan: Plan): readonly ProjectPlan[] {
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

/** A note for each project whose balance cannot pay for all of its payouts: some will be refused although the API is right. */
export function shortfalls(projects: readonly ProjectPlan[]): string[] {
  return projects.flatMap(({ projectId, balanceMsat, costMsat, leftMsat }) => {
    if (leftMsat >= 0) return [];
    const [balance, cost] = [formatSats(balanceMsat), formatSats(costMsat)];
    return [`${projectId} starts with ${balance} sats but its payouts cost ${cost} sats, so some will be refused`];
  });
}

function stretch({ name, first, payouts, arrival }: PlannedPhase, targetSwitch: PhasePlan["targetSwitch"]) {
  const numbers = { name, first, last: first + payouts - 1, payouts, targetSwitch };
  switch (arrival.kind) {
    case "closed":
      return { ...numbers, ...arrival, perSecond: null, lengthMs: null };
    case "open":
      return { ...numbers, ...arrival, concurrency: null, lengthMs: Math.round((payouts / arrival.perSecond) * 1000) };
  }
}

/** Every fault of every phase with the payouts that meet it, in the order of their declaration. */
function hits(plan: Plan): FaultPlan[] {
  const met = new Map<string, PayoutNumber[]>();
  const meet = (payout: PayoutNumber, fault: string) => {
    const id = hitId(phaseOf(plan.phases, payout), fault);
    const list = met.get(id);
    if (list === undefined) met.set(id, [payout]);
    else list.push(payout);
  };
  for (const [payout, fates] of plan.paymentFaults) for (const fate of new Set(fates)) meet(payout, fate);
  for (const [payout, fault] of plan.wireFaults) meet(payout, fault);
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
