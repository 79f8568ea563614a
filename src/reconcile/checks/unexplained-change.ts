import { type ProjectAccount, unexplainedHeldMsat } from "../project-account.ts";
import { hadFullDrain } from "../run-events.ts";
import type { Statement } from "../statement.ts";
import type { Check } from "./check.ts";

/**
 * A change that no payout explains: an entry that gives back more than its own charge (a restored snapshot does, among others at the same
 * time), an entry of nobody, a balance that moved by what no entry says, or money that is held for nobody. The rest of the drift that no
 * other check accounts for ends here, so that the findings always add up to it; what is held has no share in it.
 */
export const unexplainedChange: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.project.entriesKnown || line.excessReversals === 0) continue;
    const { project, payout, excessReversalMsat: msat } = line;
    yield { kind: "unexplained-change", projectId: project.projectId, payout, msat };
  }
  yield* statement.misplaced;
  for (const account of statement.accounts) {
    const strays = account.entriesKnown ? account.strayEntries : 0;
    const residualMsat = account.residualMsat ?? 0;
    // What others have set aside is theirs.
    const isHeld = hadFullDrain(statement.events) && account.othersEntries === 0 && unexplainedHeldMsat(account) !== 0;
    if (strays === 0 && residualMsat === 0 && !isHeld && !payingStrangers(statement, account)) continue;
    const msat = (strays === 0 ? 0 : account.strayMsat) + residualMsat;
    yield { kind: "unexplained-change", projectId: account.projectId, payout: null, msat };
  }
};

/**
 * Payments that nobody asked for, by an API that nobody but this run can have asked; of a service of somebody else's they are a doubt. The
 * node knows no projects, so the first one stands for them.
 */
function payingStrangers({ run, events, accounts }: Statement, account: ProjectAccount): boolean {
  return run.target === null && account === accounts[0] && events.strayReceived + events.straySettled > 0;
}
