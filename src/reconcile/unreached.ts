import { counted } from "../domain/format.ts";
import type { Statement } from "./statement.ts";

/**
 * Payouts that never reached the API: no attempt was answered, the node was not asked to pay, and the ledger and the list of payouts do
 * not know of them. They came to an API that was down, or were lost on the way, and nothing about them was put to the test. Where the
 * node is not ours and the entries are not known, nobody can tell.
 */
export function unreached({ run, lines }: Statement): number {
  return lines.filter(({ reached, project }) => !reached && (run.oracle === "rail" || project.entriesKnown)).length;
}

/** How many there are, for the reader of the figures: balanced, for them, says next to nothing. */
export function unreachedNote(statement: Statement): readonly string[] {
  const count = unreached(statement);
  return count === 0 ? [] : [`${counted(count, "payout")} never reached the API`];
}
