import { counted, formatInteger } from "../domain/format.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import { unreachedNote } from "./coverage.ts";
import { missedNote } from "./fault-counts.ts";
import type { Statement } from "./statement.ts";

/** What the reader has to know to read the figures right; no ground for a doubt. */
export function notesOf(statement: Statement, faults: readonly FaultCount[]): readonly string[] {
  return [
    ...statement.run.notes,
    ...refusals(statement),
    ...unreachedNote(statement),
    ...missedNote(statement, faults),
    ...declarations(statement),
    ...blindSpots(statement),
    ...inferences(statement),
  ];
}

/** Refused attempts are no finding: a project that is out of money refuses rightly. But they are why a fault met fewer payouts. */
function refusals({ events }: Statement): readonly string[] {
  const all = [...events.refusals].map(([code, count]) => `${formatInteger(count)} with ${code}`);
  return all.length === 0 ? [] : [`attempts were refused: ${all.join(", ")}`];
}

/** What the verdict rests on beside the facts. */
function declarations({ lines }: Statement): readonly string[] {
  const payouts = lines.filter(({ reliesOnDeclaredTimeouts }) => reliesOnDeclaredTimeouts).length;
  if (payouts === 0) return [];
  const count = payouts === 1 ? "counts" : "count";
  return [
    `${counted(payouts, "payout")} that ended in a payment timeout ${count} as not paid, because the switch that injects them is declared never to pay then`,
  ];
}

/** What cannot be seen without entries, although the drift is exact. */
function blindSpots({ events }: Statement): readonly string[] {
  const without = new Set(
    events.readFailures.filter(({ what, absent }) => what === "entries" && absent).map((one) => one.projectId),
  );
  return [...without].map(
    (projectId) =>
      `the API lists no entries of ${projectId}, so two errors that cancel each other out cannot be seen there`,
  );
}

/** What was attributed to payouts without the entries may be of another cause: a restored snapshot costs as much as charges that stayed. */
function inferences({ inferred }: Statement): readonly string[] {
  const projectIds = new Set(inferred.map(({ projectId }) => projectId));
  return [...projectIds].map(
    (projectId) =>
      `the drift of ${projectId} is exact; which payouts it belongs to is inferred, because there are no entries`,
  );
}
