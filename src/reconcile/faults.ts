import type { FaultCount } from "../domain/reconciliation.ts";
import { timeoutErrors } from "./metrics.ts";
import type { Statement } from "./statement.ts";

/** Every declared fault with how often it was to happen and how often it did. A fault of several phases is one line. */
export function countFaults(statement: Statement): readonly FaultCount[] {
  const planned = new Map<string, number>();
  for (const fault of statement.run.faults) {
    planned.set(fault.name, (planned.get(fault.name) ?? 0) + fault.planned);
  }
  return [...planned].map(([name, count]) => ({ name, planned: count, fired: firedTimes(statement, name) }));
}

/** Where the node is not ours nobody sees a fault fire; but a timeout shows in the answers, and so does whatever else is held so long. */
function firedTimes(statement: Statement, name: string): number {
  const { oracle, faults } = statement.run;
  const isOnlyOne = faults.every((fault) => fault.name === name);
  if (oracle === "answers" && (name === "timeout" || isOnlyOne)) return timeoutErrors(statement);
  return statement.course.fired.get(name) ?? 0;
}
