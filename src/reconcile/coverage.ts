import { type FindingKind, findingKinds } from "../domain/finding.ts";
import { countOf } from "./line-store.ts";
import type { Check, Checks, Statement } from "./statement.ts";

/**
 * True if a target was to pay through our rail but asked it for no payout of this run. It may pay elsewhere or under other names, so checks
 * that need the rail are skipped, and a doubt says why.
 */
export function isRailUnused({ run, events }: Statement): boolean {
  return run.oracle === "rail" && run.target !== null && events.received === events.strayReceived;
}

/** The findings that books and answers show without the rail. */
const withoutRail: readonly FindingKind[] = [
  "partly-refunded",
  "invalid-accepted",
  "overdraft",
  "impossible-balance",
  "key-breach",
];

/** The checks that do not need the rail; the others find nothing. */
export function checksWithoutRail(checks: Checks): Checks {
  const nothing: Check = () => [];
  const kept = findingKinds.map((kind) => [kind, withoutRail.includes(kind) ? checks[kind] : nothing]);
  return Object.fromEntries(kept) as Checks;
}

/**
 * Payouts that never reached the API: no answer, no payment, no entry and no row. The API was down or they were lost on the way, so the run
 * did not test them. Without our rail and without entries this is not known, and they are not counted.
 */
export function countUnreached({ run, lines }: Statement): number {
  return countOf(lines, ({ reached, project }) => !reached && (run.oracle === "rail" || project.entriesKnown));
}
