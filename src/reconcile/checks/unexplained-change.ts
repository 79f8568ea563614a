import { linesWith } from "../line-store.ts";
import { type ProjectAccount, unexplainedHeldMsat } from "../project-account.ts";
import { hadFullDrain } from "../run-events.ts";
import type { Check, Statement } from "../statement.ts";

/**
 * A change that no payout explains: a reversal of more than its charge (a restored snapshot), an entry of no payout, a balance that moved
 * without an entry, or money held for no payout. The rest of the drift is counted here, so that all findings add up to it; held money has
 * no share.
 */
export const unexplainedChange: Check = function* (statement) {
  for (const line of linesWith(statement.lines, "excessReversals")) {
    if (!line.project.entriesKnown) continue;
    const { project, payout, excessReversalMsat: msat } = line;
    yield { kind: "unexplained-change", projectId: project.projectId, payout, msat };
  }
  yield* statement.misplaced;
  for (const account of statement.accounts) {
    const strays = account.entriesKnown ? account.strayEntries : 0;
    const residualMsat = account.residualMsat ?? 0;
    // Others may hold money too.
    const isHeld = hadFullDrain(statement.events) && account.othersEntries === 0 && unexplainedHeldMsat(account) !== 0;
    if (strays === 0 && residualMsat === 0 && !isHeld && !hasUnrequestedPayments(statement, account)) continue;
    const msat = (strays === 0 ? 0 : account.strayMsat) + residualMsat;
    yield { kind: "unexplained-change", projectId: account.projectId, payout: null, msat };
  }
};

/** Payments that the embedded API made for no payout of this run; on a target they are a doubt. They are shown with the first project. */
function hasUnrequestedPayments({ run, events, accounts }: Statement, account: ProjectAccount): boolean {
  return run.target === null && account === accounts[0] && events.strayReceived + events.straySettled > 0;
}
