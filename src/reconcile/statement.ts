import type { Fact } from "../domain/fact.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { newDraft, record, type StatementDraft } from "./apply-fact.ts";
import { close } from "./close-statement.ts";
import type { Hit } from "./evidence.ts";
import type { PayoutLine } from "./payout-line.ts";
import type { ProjectAccount } from "./project-account.ts";
import type { Course } from "./run-events.ts";

/**
 * The statement of a run: one line per payout, one account per project, and how the run went. Everything that is judged is judged
 * from it; the facts are read once to draw it up, and none of them is kept.
 */
export interface Statement {
  readonly run: RunStarted;
  readonly course: Course;
  /** By payout number. Payouts that were never sent have no line. */
  readonly lines: readonly PayoutLine[];
  readonly lineOf: (payout: number) => PayoutLine | undefined;
  /** In the order of the plan. */
  readonly accounts: readonly ProjectAccount[];
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: readonly Hit[];
  /** What the answers and settlements alone account for, in projects whose entries are not known. */
  readonly inferred: readonly Hit[];
  /** The words that nobody knows and under which payouts are listed at the end. */
  readonly unknownWords: readonly string[];
}

/** Draws up the statement. @throws Error when the facts are not those of one run, which begins with `run-started`. */
export function drawUp(facts: Iterable<Fact>): Statement {
  let draft: StatementDraft | undefined;
  for (const fact of facts) {
    if (fact.kind !== "run-started") {
      if (draft === undefined) throw new Error("the journal does not start with run-started");
      record(draft, fact);
      continue;
    }
    if (draft !== undefined) throw new Error("the journal holds a second run-started: judge one run at a time");
    draft = newDraft(fact);
  }
  if (draft === undefined) throw new Error("the journal does not start with run-started: it holds no fact at all");
  return close(draft);
}
