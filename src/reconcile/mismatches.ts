import { driftSats } from "./account.ts";
import type { Tally } from "./findings.ts";
import type { Statement } from "./statement.ts";

/**
 * How many projects have not the balance that they should have, or have it only because errors cancel each other out. Undefined where
 * nothing is wrong with what is known and a drift is not known: none of these is not what is known then. Where something is wrong it is
 * the number of those that are known to be wrong.
 */
export function mismatches({ accounts }: Statement, tallies: readonly Tally[]): number | undefined {
  const touched = new Set(tallies.flatMap(({ touched }) => touched));
  const wrong = accounts.filter((account) => (driftSats(account) ?? 0) !== 0 || touched.has(account.projectId)).length;
  const isKnown = accounts.every((account) => driftSats(account) !== null);
  return wrong > 0 || isKnown ? wrong : undefined;
}
