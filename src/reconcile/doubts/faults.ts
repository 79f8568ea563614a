import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import { isExplainedByCrash } from "../crashes.ts";
import { faultsMissedByCrashes, placeOf } from "../fault-counts.ts";
import type { Statement } from "../statement.ts";

/** Doubts about the faults: those that met fewer payouts than planned, and crashes after which nobody asked again. */
export function faultDoubts(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return [...unfired(statement, faults), ...unretried(statement)];
}

/**
 * On a foreign target nobody can count on exact rates, so there one firing is enough; the wire is ours everywhere. A payout that a crash
 * kept from the rail cannot meet what the rail had in store for it: such payouts, as many as there are, are missed by no fault that fired.
 */
function unfired(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  const { run } = statement;
  const missed = faultsMissedByCrashes(statement, faults);
  return faults.flatMap(({ name: fault, planned, fired }): readonly Doubt[] => {
    const isForeign = run.oracle === "answers" && placeOf(run, fault) !== "wire";
    if (fired >= planned || (isForeign && fired > 0) || missed.has(fault)) return [];
    if (isForeign && fault !== "timeout") return [{ kind: "fault-not-observable", fault }];
    return [{ kind: "fault-not-fired", fault, planned, fired }];
  });
}

/**
 * Crashes that cut payouts short of which none was heard again, although callers try again: what the API does with a payout that it finds
 * begun was not put to the test. Where callers do not try again that is as it was to be.
 */
function unretried({ events, lines, lineOf }: Statement): readonly Doubt[] {
  const { crashes, silent } = events;
  if (crashes.length === 0 || lines.every(({ attempts }) => attempts === 1)) return [];
  return crashes.flatMap((crash): readonly Doubt[] => {
    const cut = silent.filter((attempt) => isExplainedByCrash(attempt, [crash]) && attempt.sentMs <= crash.atMs);
    const isHeardAgain = cut.some(({ payout, endedMs }) => (lineOf(payout)?.lastHeardMs ?? endedMs) > endedMs);
    return cut.length === 0 || isHeardAgain
      ? []
      : [{ kind: "crash-not-retried", point: crash.point, atMs: crash.atMs }];
  });
}
