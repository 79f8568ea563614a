import type { Msat } from "../domain/money.ts";
import type { Plan } from "../scenario/plan.ts";
import { type Target, TargetError } from "../target/target.ts";
import { inSats } from "./funds.ts";

/**
 * What a target has to offer before a payout is sent to it: the balance of each project, brought up to what the scenario declares where
 * that can be done; and which of its lists are missing. The answer tells what was found and done; whether it suffices is for the judge.
 * @throws TargetError when a balance is missing, or nothing can be reached.
 */
export async function topUpProjects(target: Target, plan: Plan, signal: AbortSignal): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { projectId, balanceMsat } of plan.projects) {
    notes.push(...(await fundUp(target, projectId, balanceMsat, signal)));
  }
  return [...notes, ...(await missingLists(target, plan.projects[0]?.projectId ?? "", signal))];
}

async function fundUp(target: Target, projectId: string, wantedMsat: Msat, signal: AbortSignal): Promise<string[]> {
  const found = await foundIn(target, projectId, signal);
  if (found === "unreadable") return [];
  if (found instanceof TargetError)
    return [await createProject(target, projectId, wantedMsat, { missing: found, signal })];
  const lacks = wantedMsat - found;
  if (lacks <= 0) return [];
  const before = `${projectId} held ${inSats(found)} before the run`;
  const refused = await funded(target, projectId, lacks);
  return refused === undefined
    ? [`${before}, and ${inSats(lacks)} were deposited to make it ${inSats(wantedMsat)}`]
    : [`${before}, and could not be funded: ${refused.message}`];
}

/** A project that is not there may come into being with its first deposit; without one the balance itself is what is missing. */
async function createProject(
  target: Target,
  projectId: string,
  wantedMsat: Msat,
  { missing, signal }: { readonly missing: TargetError; readonly signal: AbortSignal },
): Promise<string> {
  const refused = wantedMsat === 0 ? missing : await funded(target, projectId, wantedMsat);
  if (refused === undefined && !((await foundIn(target, projectId, signal)) instanceof TargetError)) {
    return `${projectId} was not there before the run, and ${inSats(wantedMsat)} were deposited`;
  }
  const call = `the balance of ${projectId} is missing, so no payout was sent: ${missing.message}`;
  throw new TargetError("absent", `${call}; a target has to answer GET /api/v1/projects/ID/balance`);
}

async function funded(target: Target, projectId: string, amountMsat: Msat): Promise<TargetError | undefined> {
  try {
    await target.fund(projectId, amountMsat);
    return undefined;
  } catch (error) {
    if (error instanceof TargetError && error.kind !== "unreachable") return error;
    throw error;
  }
}

/** What a project holds, or why it is not there. What makes no sense is met again by the opening reads, and told there. */
async function foundIn(
  target: Target,
  projectId: string,
  signal: AbortSignal,
): Promise<Msat | TargetError | "unreadable"> {
  try {
    return (await target.balance(projectId, { signal })).balanceMsat;
  } catch (error) {
    if (!(error instanceof TargetError) || error.kind === "unreachable") throw error;
    return error.kind === "absent" ? error : "unreadable";
  }
}

/** The lists that a target does not offer: without them less can be proved, and less can be told. */
async function missingLists(target: Target, projectId: string, signal: AbortSignal): Promise<readonly string[]> {
  const lists = [
    ["payouts", () => first(target.payouts(projectId, { signal, pendingOnly: true }))],
    ["entries", () => target.markEntries(projectId, { signal })],
  ] as const;
  const notes: string[] = [];
  for (const [what, ask] of lists) {
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof TargetError) || error.kind === "unreachable") throw error;
      if (error.kind === "absent") notes.push(`the target lists no ${what}, which it may leave out: ${error.message}`);
    }
  }
  return notes;
}

async function first(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages) return;
}
