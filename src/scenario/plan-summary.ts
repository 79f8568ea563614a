import { costMsatOf } from "../domain/fee.ts";
import { counted, formatSats } from "../domain/format.ts";
import { type PayoutNumber, payoutKey } from "../domain/payout.ts";
import type { FaultPlan, PhasePlan, PlanSummary, ProjectPlan } from "../domain/plan-summary.ts";
import { clientTimeoutMs, type Plan, type PlannedPhase } from "./plan.ts";

/** What a summary needs besides the plan. */
export interface PlanContext
  extends Pick<PlanSummary, "file" | "priority" | "seedDrawn" | "run" | "doubtsOnTarget" | "forecast"> {
  /** The setting of a target's failure-injection switch in a phase. */
  readonly switchIn: (phase: PlannedPhase) => PhasePlan["targetSwitch"];
}

/** Summarizes a plan for readers. */
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
    phases: plan.phases.map((phase) => phasePlan(phase, switchIn(phase))),
    faults: faultPlans(plan),
    ...payoutsWithFault(plan),
    crashes: plan.crashes,
    interruptions: plan.interruptions,
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
    notes: [...simulated(plan), ...shortfalls(projects)],
  };
}

/** A note that the scenario says in which order its events happen. */
function simulated({ simulate }: Plan): string[] {
  if (simulate === null) return [];
  const { size } = simulate.late;
  const held = size === 0 ? "no event" : counted(size, "event");
  return [`runs in virtual time, with ${held} held back`];
}

/** How many payouts meet a fault, and how many of them meet several: at the node, in look-ups, on the wire, in callbacks. */
export function payoutsWithFault(
  plan: Pick<Plan, "paymentFaults" | "lookupFaults" | "wireFaults" | "callbackFaults">,
): Pick<PlanSummary, "payoutsWithFault" | "payoutsWithTwoFaults"> {
  const { paymentFaults, lookupFaults, wireFaults, callbackFaults } = plan;
  const met = new Map<PayoutNumber, number>();
  for (const kind of [paymentFaults, lookupFaults, wireFaults, callbackFaults]) {
    for (const payout of kind.keys()) met.set(payout, (met.get(payout) ?? 0) + 1);
  }
  const several = [...met.values()].filter((count) => count > 1).length;
  return { payoutsWithFault: met.size, payoutsWithTwoFaults: several };
}

/** What the payouts of each project cost under the rules of the embedded API. */
export function plannedProjects(plan: Plan): readonly ProjectPlan[] {
  const costOf = costMsatOf(plan.api.fee);
  const sums = plan.projects.map(() => ({ payouts: 0, amountMsat: 0, costMsat: 0 }));
  for (const [index, amountMsat] of plan.amountsMsat.entries()) {
    const sum = sums[plan.projectOf[index] ?? 0];
    if (sum === undefined) continue;
    sum.payouts += 1;
    sum.amountMsat += amountMsat;
    // What nobody can pay has no fee, either.
    if (amountMsat > 0) sum.costMsat += costOf(amountMsat);
  }
  return plan.projects.map(({ projectId, balanceMsat }, index) => {
    const { payouts = 0, amountMsat = 0, costMsat = 0 } = sums[index] ?? {};
    return { projectId, balanceMsat, payouts, amountMsat, costMsat, leftMsat: balanceMsat - costMsat };
  });
}

/** A note for each project whose balance cannot pay for all of its payouts, so that a correct API refuses some. */
export function shortfalls(projects: readonly ProjectPlan[]): string[] {
  return projects.flatMap(({ projectId, balanceMsat, costMsat, leftMsat }) => {
    if (leftMsat >= 0) return [];
    const [balance, cost] = [formatSats(balanceMsat), formatSats(costMsat)];
    return [`${projectId} starts with ${balance} sats but its payouts cost ${cost} sats, so some will be refused`];
  });
}

function phasePlan(
  { name, first, payouts, arrival }: PlannedPhase,
  targetSwitch: PhasePlan["targetSwitch"],
): PhasePlan {
  const lengthMs = arrival.kind === "open" ? Math.round((payouts / arrival.perSecond) * 1000) : null;
  const last = first + payouts - 1;
  return { name, first, last, payouts, targetSwitch, concurrency: null, perSecond: null, ...arrival, lengthMs };
}

/** Every declared fault of every phase, with the payouts that meet it. */
function faultPlans(plan: Plan): FaultPlan[] {
  const costOf = costMsatOf(plan.api.fee);
  const met = new Map<string, PayoutNumber[]>();
  const meet = (payout: PayoutNumber, fault: string) => {
    const phase = plan.phases.findLast(({ first }) => first <= payout)?.name;
    const id = `${phase} ${fault}`;
    const list = met.get(id) ?? [];
    list.push(payout);
    met.set(id, list);
  };
  for (const [payout, faults] of plan.paymentFaults) for (const fault of new Set(faults)) meet(payout, fault);
  for (const [payout, faults] of plan.wireFaults) for (const fault of new Set(faults)) meet(payout, fault);
  for (const [payout, { fault }] of [...plan.lookupFaults, ...plan.callbackFaults]) meet(payout, fault);
  return plan.faults.flatMap(({ name, phase, declared }) => {
    if (phase === null) return [];
    const numbers = (met.get(`${phase} ${name}`) ?? []).sort((left, right) => left - right);
    const cost = numbers.reduce((sum, payout) => sum + costOf(plan.amountsMsat[payout - 1] ?? 0), 0);
    const keys = numbers.map((payout) => payoutKey(plan.scenario, payout));
    return [{ name, phase, declared, payouts: numbers.length, costMsat: cost, numbers, keys }];
  });
}
