import { formatSats } from "../domain/format.ts";
import { costMsat, type Msat } from "../domain/money.ts";
import type { Plan } from "../scenario/plan.ts";

/** What all payouts of a project cost together by the embedded contract; `project` is its place in the plan. */
function neededMsat(plan: Plan, project: number): Msat {
  return plan.amountsMsat.reduce((sum, amountMsat, at) => {
    return plan.projectOf[at] === project ? sum + costMsat(amountMsat) : sum;
  }, 0);
}

/** One note for each project whose opening balance cannot pay for all of its payouts. */
export function shortfalls(plan: Plan): string[] {
  return plan.projects.flatMap(({ projectId, balanceMsat }, index) => {
    const needed = neededMsat(plan, index);
    return needed <= balanceMsat ? [] : [shortfall(projectId, balanceMsat, needed)];
  });
}

/** Why payouts of a project will be refused although its API works correctly. */
export function shortfall(projectId: string, found: Msat, needed: Msat): string {
  return `${projectId} opens with ${inSats(found)}, and its payouts cost ${inSats(needed)}: those that it cannot pay are refused`;
}

/** An amount as notes have it: `300,000 sats`. */
export function inSats(value: Msat): string {
  return `${formatSats(value)} sats`;
}
