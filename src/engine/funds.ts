import { grouped } from "../domain/grouped.ts";
import { costSats, type Sats } from "../domain/money.ts";
import type { Plan } from "../scenario/plan.ts";

/** What all payouts of a project cost together; `project` is its place in the plan. */
export function neededSats(plan: Plan, project: number): Sats {
  return plan.amountsSats.reduce(
    (sum, amountSats, at) => (plan.projectOf[at] === project ? sum + costSats(amountSats) : sum),
    0,
  );
}

/** One note for each project whose opening balance cannot pay for all of its payouts. */
export function shortfalls(plan: Plan): string[] {
  return plan.projects.flatMap(({ projectId, balanceSats }, index) => {
    const needed = neededSats(plan, index);
    return needed <= balanceSats ? [] : [shortfall(projectId, balanceSats, needed)];
  });
}

/** Why payouts of a project will be refused although nothing is wrong with its API. */
export function shortfall(projectId: string, found: Sats, needed: Sats): string {
  return `${projectId} opens with ${inSats(found)}, and its payouts cost ${inSats(needed)}: those that it cannot pay are refused`;
}

/** An amount as notes have it: `300,000 sats`. */
export function inSats(value: Sats): string {
  return `${grouped(value)} sats`;
}
