import { counted } from "../domain/format.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import { isExplained } from "./crashes.ts";
import { placeOf } from "./fault-counts.ts";
import type { Statement } from "./statement.ts";

/**
 * The faults of the rail that fired, and for fewer payouts than planned, where all that is missing may be the payouts that a planned crash
 * kept from the rail: their only attempts were under way while the API was down, and nobody ever asked the rail to pay them. What a fault
 * is to do to a payment that never comes about proves nothing either way. A fault that never fired is missed by no crash.
 */
export function missedByCrashes(statement: Statement, faults: readonly FaultCount[]): ReadonlySet<string> {
  const short = faults.filter(
    ({ name, planned, fired }) => placeOf(statement.run, name) === "payment" && fired < planned,
  );
  const missing = short.reduce((sum, { planned, fired }) => sum + planned - fired, 0);
  if (short.some(({ fired }) => fired === 0) || missing > keptFromRail(statement)) return new Set();
  return new Set(short.map(({ name }) => name));
}

/** The same, for the reader of the figures. */
export function missedNote(statement: Statement, faults: readonly FaultCount[]): readonly string[] {
  const missed = [...missedByCrashes(statement, faults)];
  if (missed.length === 0) return [];
  const kept = counted(keptFromRail(statement), "payout");
  return [
    `${kept} never reached the node because of a crash, and may be the ones that ${missed.join(" and ")} did not meet`,
  ];
}

function keptFromRail({ course, lines }: Statement): number {
  if (course.crashes.length === 0) return 0;
  const cut = new Set(course.silent.flatMap((attempt) => (isExplained(attempt, course.crashes) ? attempt.payout : [])));
  return lines.filter(({ payout, everAsked }) => !everAsked && cut.has(payout)).length;
}
