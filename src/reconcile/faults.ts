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

/** The faults of a node that hold a payment past the API's patience, so that they show as payment timeouts. */
const held: ReadonlySet<string> = new Set(["timeout", "late-settle", "stuck"]);

/**
 * Whoever makes a fault happen writes down that it fired; one on the wire counts once for each payout that met it. Where the node is not
 * ours nobody sees a fault of its fire; but a timeout shows in the answers, and so does whatever else is held so long. Nothing else does:
 * not a failure, not a lost answer, and not a crash, which nobody can cause there.
 */
function firedTimes(statement: Statement, name: string): number {
  const { oracle, faults } = statement.run;
  const { fired, met } = statement.course;
  if (isWireFaultName(name)) return met.get(name)?.size ?? 0;
  const seen = fired.get(name) ?? 0;
  if (oracle === "rail" || seen > 0 || !held.has(name)) return seen;
  const isOnlyOne = faults.every((fault) => fault.name === name || isWireFaultName(fault.name));
  return name === "timeout" || isOnlyOne ? timeoutErrors(statement) : 0;
}
