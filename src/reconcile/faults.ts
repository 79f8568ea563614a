import type { FaultCount } from "../domain/reconciliation.ts";
import { isWireFaultName } from "../domain/wire-fault.ts";
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

/**
 * Whoever makes a fault happen writes down that it fired. Where the node is not ours nobody sees a fault of its fire; but a timeout shows in
 * the answers, and so does whatever else is held so long.
 */
function firedTimes(statement: Statement, name: string): number {
  const { oracle, faults } = statement.run;
  const seen = statement.course.fired.get(name) ?? 0;
  if (oracle === "node" || isWireFaultName(name) || seen > 0) return seen;
  const isOnlyOne = faults.every((fault) => fault.name === name || isWireFaultName(fault.name));
  return name === "timeout" || isOnlyOne ? timeoutErrors(statement) : 0;
}
