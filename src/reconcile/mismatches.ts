import { isRailUnasked } from "./coverage.ts";
import { driftMsat, isShared, type ProjectAccount } from "./project-account.ts";
import type { Statement } from "./statement.ts";
import type { Tally } from "./tally-findings.ts";

/**
 * How many projects have not the balance that they should have, or have it only because errors cancel each other out. Where answers are
 * the oracle and leave payments open, the expected balance makes allowance for them: what lies beyond it is a mismatch, and that there is
 * none is not known. Undefined where nothing is wrong with what is known and something is not known: none of these is not what is known
 * then. Where something is wrong it is the number of those that are known to be wrong.
 */
export function mismatches(statement: Statement, tallies: readonly Tally[]): number | undefined {
  if (isRailUnasked(statement)) return undefined;
  const { accounts, lines } = statement;
  const touched = new Set(tallies.flatMap(({ touched }) => touched));
  const undecided = new Set(lines.flatMap((line) => (line.undecided ? [line.project.projectId] : [])));
  const isKnown = (account: ProjectAccount) => {
    const drift = driftMsat(account);
    if (drift === null || isShared(account) || (drift === 0 && account.openPayments > 0)) return false;
    return drift === 0 || !undecided.has(account.projectId);
  };
  const wrong = accounts.filter((account) => {
    return touched.has(account.projectId) || (isKnown(account) && driftMsat(account) !== 0);
  }).length;
  return wrong > 0 || accounts.every(isKnown) ? wrong : undefined;
}
