import type { Doubt } from "../../domain/doubt.ts";
import { countOf } from "../line-store.ts";
import { areEntriesUnmatched, type ProjectAccount } from "../project-account.ts";
import type { Statement } from "../statement.ts";

/** Doubts about the books: failed reads, and entries that cannot be told apart. */
export function readDoubts({ run, events, accounts, lines, unknownWords: words }: Statement): readonly Doubt[] {
  const failures = events.readFailures.filter(({ absent }) => !absent);
  const explained = new Set(failures.filter(({ what }) => what === "balance").map(({ projectId }) => projectId));
  const unknown = countOf(lines, ({ rows }) => rows.unknown > 0);
  const states: readonly Doubt[] = unknown === 0 ? [] : [{ kind: "states-unknown", payouts: unknown, words }];
  const unmatched = accounts.filter((account) => areEntriesUnmatched(account, run));
  const shared = accounts.filter((account) => account.othersEntries > 0 && !unmatched.includes(account));
  const lost = accounts.filter(({ entriesLost }) => entriesLost);
  return [
    ...states,
    ...unmatched.map(({ projectId, strayEntries, othersEntries }): Doubt => {
      return { kind: "entries-unmatched", projectId, entries: strayEntries + othersEntries };
    }),
    ...shared.map(
      ({ projectId, othersEntries: entries }): Doubt => ({ kind: "entries-of-others", projectId, entries }),
    ),
    ...lost.map(({ projectId }): Doubt => ({ kind: "entries-lost", projectId })),
    ...failures.map(({ what, projectId, reason }): Doubt => ({ kind: "read-failed", what, projectId, reason })),
    ...accounts.filter(({ projectId }) => !explained.has(projectId)).flatMap(missingBalances),
  ];
}

function missingBalances({ projectId, openingMsat, finalMsat }: ProjectAccount): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (openingMsat === null) doubts.push({ kind: "balance-not-read", projectId, when: "opening" });
  if (finalMsat === null) doubts.push({ kind: "balance-not-read", projectId, when: "final" });
  return doubts;
}
