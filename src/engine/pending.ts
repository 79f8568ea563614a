import { type Target, TargetError } from "../target/target.ts";

/** How many payouts of some projects are pending at the API; 0 where it has no list of payouts. @throws TargetError */
export async function countPending(target: Target, projectIds: readonly string[]): Promise<number> {
  let pending = 0;
  try {
    for (const projectId of projectIds) {
      for await (const page of target.payouts(projectId, "pending")) {
        pending += page.filter(({ status }) => status === "pending").length;
      }
    }
  } catch (error) {
    if (!(error instanceof TargetError) || error.kind !== "absent") throw error;
  }
  return pending;
}
