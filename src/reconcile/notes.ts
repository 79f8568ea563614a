import { counted, formatInteger } from "../domain/format.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import { countUnreached } from "./coverage.ts";
import { countKeptFromRail, faultsMissedByCrashes } from "./fault-counts.ts";
import { countOf, linesWith } from "./line-store.ts";
import type { Statement } from "./statement.ts";

/** What helps to read the figures; none of it is a doubt. */
export function notesOf(statement: Statement, faults: readonly FaultCount[]): readonly string[] {
  return [
    ...statement.run.notes,
    ...refusals(statement),
    ...unreached(statement),
    ...missed(statement, faults),
    ...declarations(statement),
    ...blindSpots(statement),
    ...inferences(statement),
  ];
}

/** Refusals are no finding, but they explain why a fault met fewer payouts. */
function refusals({ events }: Statement): readonly string[] {
  const all = [...events.refusals].map(([code, count]) => `${formatInteger(count)} with ${code}`);
  return all.length === 0 ? [] : [`attempts were refused: ${all.join(", ")}`];
}

function unreached(statement: Statement): readonly string[] {
  const count = countUnreached(statement);
  return count === 0 ? [] : [`${counted(count, "payout")} never reached the API`];
}

function missed(statement: Statement, faults: readonly FaultCount[]): readonly string[] {
  const names = [...faultsMissedByCrashes(statement, faults)];
  if (names.length === 0) return [];
  const kept = counted(countKeptFromRail(statement), "payout");
  return [
    `${kept} never reached the node because of a crash, and may be the ones that ${names.join(" and ")} did not meet`,
  ];
}

function declarations({ lines }: Statement): readonly string[] {
  const payouts = countOf(linesWith(lines, "reliesOnDeclaredTimeouts"));
  if (payouts === 0) return [];
  const count = payouts === 1 ? "counts" : "count";
  return [
    `${counted(payouts, "payout")} that ended in a payment timeout ${count} as not paid, because the switch that injects them is declared never to pay then`,
  ];
}

function blindSpots({ events }: Statement): readonly string[] {
  const without = new Set(
    events.readFailures.filter(({ what, absent }) => what === "entries" && absent).map((one) => one.projectId),
  );
  return [...without].map(
    (projectId) =>
      `the API lists no entries of ${projectId}, so two errors that cancel each other out cannot be seen there`,
  );
}

/** Without entries the cause may be another one: a restored snapshot costs as much as charges that were kept. */
function inferences({ inferred }: Statement): readonly string[] {
  const projectIds = new Set(inferred.map(({ projectId }) => projectId));
  return [...projectIds].map(
    (projectId) =>
      `the drift of ${projectId} is exact; which payouts it belongs to is inferred, because there are no entries`,
  );
}
