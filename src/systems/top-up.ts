import { formatSats } from "../domain/format.ts";
import type { Msat } from "../domain/money.ts";
import type { Plan } from "../scenario/plan.ts";
import { type Target, TargetError } from "../service/target.ts";
import type { SystemContext } from "./prepared-system.ts";
import { orRefusal } from "./refusal.ts";

/**
 * Deposits what the projects lack of their declared balances, where the target allows it, and checks which lists it offers. Returns notes.
 * @throws TargetError when a balance is missing or the target cannot be reached.
 */
export async function topUpProjects(
  target: Target,
  plan: Plan,
  { clock, stop: signal }: Pick<SystemContext, "clock" | "stop">,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { projectId, balanceMsat } of plan.projects) {
    notes.push(...(await topUp(target, projectId, balanceMsat, { clock, stop: signal })));
  }
  return [...notes, ...(await missingLists(target, plan.projects[0]?.projectId ?? "", signal))];
}

async function topUp(
  target: Target,
  projectId: string,
  wantedMsat: Msat,
  { clock, stop: signal }: Pick<SystemContext, "clock" | "stop">,
): Promise<string[]> {
  const found = await readBalance(target, projectId, signal);
  if (found === "unreadable") return [];
  if (found instanceof TargetError) return [await createProject(target, projectId, wantedMsat, found, signal)];
  const lacking = wantedMsat - found;
  if (lacking <= 0) return [];
  const before = `${projectId} had ${inSats(found)} before the run`;
  const refused = await orRefusal(target.fund(projectId, lacking));
  if (refused instanceof TargetError) return [`${before} and could not be topped up: ${refused.message}`];
  // A deposit that is booked after the opening balance was read would look like money out of nothing.
  for (let tries = 1; tries <= BOOKED.tries && !signal.aborted; tries += 1) {
    if ((await readBalance(target, projectId, signal)) !== found) break;
    await clock.sleep(BOOKED.everyMs, signal);
  }
  return [`${before}; ${inSats(lacking)} were deposited to make it ${inSats(wantedMsat)}`];
}

/** How often a balance is read until it shows a deposit. */
const BOOKED = { tries: 50, everyMs: 100 };

/** A missing project may be created by its first deposit; otherwise it is the balance that is missing. */
async function createProject(
  target: Target,
  projectId: string,
  wantedMsat: Msat,
  missing: TargetError,
  signal: AbortSignal,
): Promise<string> {
  const refused = wantedMsat === 0 ? missing : await orRefusal(target.fund(projectId, wantedMsat));
  const isCreated =
    !(refused instanceof TargetError) && !((await readBalance(target, projectId, signal)) instanceof TargetError);
  if (isCreated) return `${projectId} did not exist before the run; ${inSats(wantedMsat)} were deposited`;
  const call = `the balance of ${projectId} is missing, so no payout was sent: ${missing.message}`;
  throw new TargetError("absent", `${call}; a payout API must tell its balances`);
}

/** The balance of a project, or why it is missing. An invalid answer is left to the opening reads, which report it. */
async function readBalance(
  target: Target,
  projectId: string,
  signal: AbortSignal,
): Promise<Msat | TargetError | "unreadable"> {
  const answer = await orRefusal(target.balance(projectId, { signal }));
  if (!(answer instanceof TargetError)) return answer.balanceMsat;
  return answer.kind === "absent" ? answer : "unreadable";
}

/** Notes on the lists that a target does not offer: without them less can be proved. */
async function missingLists(target: Target, projectId: string, signal: AbortSignal): Promise<readonly string[]> {
  const lists: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["payouts", async () => first(target.payouts(projectId, { signal, pendingOnly: true }))],
    ["entries", () => target.markEntries(projectId, { signal })],
  ];
  const notes: string[] = [];
  for (const [what, ask] of lists) {
    const answer = await orRefusal(ask());
    if (answer instanceof TargetError && answer.kind === "absent")
      notes.push(`the target does not list ${what}, which is optional: ${answer.message}`);
  }
  return notes;
}

async function first(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages) return;
}

function inSats(value: Msat): string {
  return `${formatSats(value)} sats`;
}
