import type { FaultPlace } from "../domain/fault.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { timeoutAnswers } from "./metrics.ts";
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
 * A fault counts as fired on evidence only. Whoever makes it happen writes down that it fired; one on the wire counts once for each payout
 * that met it. Where the rail is not ours nobody sees a fault of its fire, except for a timeout that the service itself tells of. Whatever
 * else may be held as long ends in the same words, so they are no evidence of it.
 */
function firedTimes(statement: Statement, name: string): number {
  const { fired, met } = statement.course;
  if (placeOf(statement.run, name) === "wire") return met.get(name)?.size ?? 0;
  const seen = fired.get(name) ?? 0;
  return statement.run.oracle === "answers" && seen === 0 && name === "timeout" ? timeoutAnswers(statement) : seen;
}

/** Where a declared fault happens; undefined for a name that the run does not declare. */
export function placeOf({ faults }: RunStarted, name: string): FaultPlace | undefined {
  return faults.find((fault) => fault.name === name)?.where;
}
