import type { FaultPlace } from "../domain/fault.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { timeoutAnswers } from "./metrics.ts";
import { isExplainedByCrash } from "./run-events.ts";
import type { Statement } from "./statement.ts";

/** How often each declared fault was planned, over all phases, and how often it fired. */
export function countFaults(statement: Statement): readonly FaultCount[] {
  const planned = new Map<string, number>();
  for (const fault of statement.run.faults) {
    planned.set(fault.name, (planned.get(fault.name) ?? 0) + fault.planned);
  }
  return [...planned].map(([name, count]) => ({ name, planned: count, fired: firedTimes(statement, name) }));
}

/**
 * Counts what was seen to fire. Without our rail the only evidence of a payment fault is a timeout that
 * the service itself reports, and that is no evidence of any other fault.
 */
function firedTimes(statement: Statement, name: string): number {
  const { fired } = statement.events;
  const seen = fired.get(name) ?? 0;
  return statement.run.oracle === "answers" && seen === 0 && name === "timeout" ? timeoutAnswers(statement) : seen;
}

/** True for a fault that the rail brings about when it is asked to pay. */
export function isOfPayments(run: RunStarted, name: string): boolean {
  const place = placeOf(run, name);
  return place === "payment" || place === "provider";
}

/** Where a declared fault happens; undefined if the run does not declare it. */
export function placeOf({ faults }: RunStarted, name: string): FaultPlace | undefined {
  return faults.find((fault) => fault.name === name)?.where;
}

/**
 * The payment faults that fired less often than planned, if crashes explain it: enough payouts never reached the rail, because their only
 * attempts were under way while the API was down. Empty if one of them never fired.
 */
export function faultsMissedByCrashes(statement: Statement, faults: readonly FaultCount[]): ReadonlySet<string> {
  const short = faults.filter(({ name, planned, fired }) => isOfPayments(statement.run, name) && fired < planned);
  const missing = short.reduce((sum, { planned, fired }) => sum + planned - fired, 0);
  if (short.some(({ fired }) => fired === 0) || missing > countKeptFromRail(statement)) return new Set();
  return new Set(short.map(({ name }) => name));
}

/** The number of payouts that crashes kept from the rail. */
export function countKeptFromRail({ events, lines }: Statement): number {
  if (events.crashes.length === 0) return 0;
  const cut = new Set(
    events.silent.flatMap((attempt) => (isExplainedByCrash(attempt, events.crashes) ? attempt.payout : [])),
  );
  return lines.filter(({ payout, everRequested }) => !everRequested && cut.has(payout)).length;
}
