import type { FaultPlace } from "../domain/fault.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import type { DeclaredFault, RunStarted } from "../domain/run-started.ts";
import { countOf } from "./line-store.ts";
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
  const place = declaredFault(run, name)?.where;
  return place === "payment" || place === "provider";
}

/** A fault as the run declares it; undefined if it does not. */
export function declaredFault({ faults }: RunStarted, name: string): DeclaredFault | undefined {
  return faults.find((fault) => fault.name === name);
}

/** Places whose faults a payout meets only after it has reached the rail, and at most one fault of each line. */
const behindTheRail: readonly (readonly FaultPlace[])[] = [["payment", "provider"], ["lookup"], ["callback"]];

/**
 * The faults that fired less often than planned, if crashes explain it: enough payouts never reached the rail, because their only attempts
 * were under way while the API was down. Whoever was not paid is not looked up and has no news either. None where one never fired, or where a payout
 * did reach the rail and met fewer attempts in a row than planned.
 */
export function faultsMissedByCrashes(statement: Statement, faults: readonly FaultCount[]): ReadonlySet<string> {
  const kept = countKeptFromRail(statement);
  if (kept === 0) return new Set();
  const missed = behindTheRail.map((places) => {
    const short = faults.flatMap(({ name, planned, fired }) => {
      const fault = declaredFault(statement.run, name);
      if (fault === undefined || !places.includes(fault.where) || fired >= planned) return [];
      const { inARow = 1 } = fault;
      const met = statement.events.metBy.get(name)?.size ?? 0;
      const isMetInFull = inARow === 1 || fired >= met * inARow;
      return [{ name, fired, isMetInFull, payouts: Math.ceil((planned - fired) / inARow) }];
    });
    const payouts = short.reduce((sum, one) => sum + one.payouts, 0);
    const isExcused = payouts <= kept && short.every((one) => one.fired > 0 && one.isMetInFull);
    return isExcused ? short.map(({ name }) => name) : [];
  });
  return new Set(missed.flat());
}

/** The number of payouts that crashes kept from the rail. */
export function countKeptFromRail({ events, lines }: Statement): number {
  if (events.crashes.length === 0) return 0;
  const cut = new Set(
    events.silent.flatMap((attempt) => (isExplainedByCrash(attempt, events.crashes) ? attempt.payout : [])),
  );
  return countOf(lines, ({ payout, everRequested }) => !everRequested && cut.has(payout));
}
