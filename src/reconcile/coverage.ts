import type { FindingKind } from "../domain/finding.ts";
import { counted } from "../domain/format.ts";
import type { Check, Checks } from "./checks/check.ts";
import type { Statement } from "./statement.ts";

/**
 * True where a service of somebody else's was to pay through our rail, and the rail was asked for no payout of the run. It may pay nobody;
 * but it may as well pay elsewhere, or under names of its own, and then our rail knows nothing. So whatever rests on what was paid is left
 * unsaid, and a doubt says why.
 */
export function isRailUnused({ run, events }: Statement): boolean {
  return run.oracle === "rail" && run.target !== null && events.received === events.strayReceived;
}

/** What the books and the answers show by themselves, whatever was paid. */
const withoutRail: readonly FindingKind[] = ["partly-refunded", "overdraft", "impossible-balance", "key-breach"];

/** The checks that do not rest on what was paid; every other one finds nothing. */
export function checksWithoutRail(checks: Checks): Checks {
  const nothing: Check = () => [];
  const kept = Object.entries(checks).map(([kind, check]) => {
    return [kind, withoutRail.some((one) => one === kind) ? check : nothing];
  });
  return Object.fromEntries(kept) as Checks;
}

/**
 * Payouts that never reached the API: no attempt was answered, the node was not asked to pay, and the ledger and the list of payouts do
 * not know of them. They came to an API that was down, or were lost on the way, and nothing about them was put to the test. Where the
 * node is not ours and the entries are not known, nobody can tell.
 */
export function countUnreached({ run, lines }: Statement): number {
  return lines.filter(({ reached, project }) => !reached && (run.oracle === "rail" || project.entriesKnown)).length;
}

/** How many there are, for the reader of the figures: balanced, for them, says next to nothing. */
export function unreachedNote(statement: Statement): readonly string[] {
  const count = countUnreached(statement);
  return count === 0 ? [] : [`${counted(count, "payout")} never reached the API`];
}
