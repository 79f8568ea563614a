import type { FaultPlace } from "../domain/fault.ts";
import { counted } from "../domain/format.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { isExplainedByCrash } from "./crashes.ts";
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
  const { fired, met } = statement.events;
  if (placeOf(statement.run, name) === "wire") return met.get(name)?.size ?? 0;
  const seen = fired.get(name) ?? 0;
  return statement.run.oracle === "answers" && seen === 0 && name === "timeout" ? timeoutAnswers(statement) : seen;
}

/** Where a declared fault happens; undefined for a name that the run does not declare. */
export function placeOf({ faults }: RunStarted, name: string): FaultPlace | undefined {
  return faults.find((fault) => fault.name === name)?.where;
}

/**
 * The faults of the rail that fired, and for fewer payouts than planned, where all that is missing may be the payouts that a planned crash
 * kept from the rail: their only attempts were under way while the API was down, and nobody ever asked the rail to pay them. What a fault
 * is to do to a payment that never comes about proves nothing either way. A fault that never fired is missed by no crash.
 */
export function faultsMissedByCrashes(statement: Statement, faults: readonly FaultCount[]): ReadonlySet<string> {
  const short = faults.filter(
    ({ name, planned, fired }) => placeOf(statement.run, name) === "payment" && fired < planned,
  );
  const missing = short.reduce((sum, { planned, fired }) => sum + planned - fired, 0);
  if (short.some(({ fired }) => fired === 0) || missing > keptFromRail(statement)) return new Set();
  return new Set(short.map(({ name }) => name));
}

/** The same, for the reader of the figures. */
export function missedNote(statement: Statement, faults: readonly FaultCount[]): readonly string[] {
  const missed = [...faultsMissedByCrashes(statement, faults)];
  if (missed.length === 0) return [];
  const kept = counted(keptFromRail(statement), "payout");
  return [
    `${kept} never reached the node because of a crash, and may be the ones that ${missed.join(" and ")} did not meet`,
  ];
}

function keptFromRail({ events, lines }: Statement): number {
  if (events.crashes.length === 0) return 0;
  const cut = new Set(
    events.silent.flatMap((attempt) => (isExplainedByCrash(attempt, events.crashes) ? attempt.payout : [])),
  );
  return lines.filter(({ payout, everRequested }) => !everRequested && cut.has(payout)).length;
}
