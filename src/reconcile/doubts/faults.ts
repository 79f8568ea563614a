import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import { declaredFault, faultsMissedByCrashes, isOfPayments } from "../fault-counts.ts";
import { isExplainedByCrash, isLoadCutShort } from "../run-events.ts";
import type { Statement } from "../statement.ts";

/** Doubts about the faults: those that fired less often than planned, and crashes without a retry. */
export function faultDoubts(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return [...unfired(statement, faults), ...unretried(statement)];
}

/** A target's own switch may be random, so one firing is enough there. Payouts that a crash kept from the rail are not missed. */
function unfired(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  const { run, events } = statement;
  if (isLoadCutShort(events)) return [];
  const missed = faultsMissedByCrashes(statement, faults);
  const impossible = new Set(run.doubts.flatMap((doubt) => (doubt.kind === "fault-impossible" ? doubt.fault : [])));
  return faults.flatMap(({ name: fault, planned, fired }): readonly Doubt[] => {
    // What we do to a process ourselves is seen wherever the payments are.
    const isForeign = run.oracle === "answers" && isOfPayments(run, fault);
    if (fired >= planned || impossible.has(fault) || (isForeign && fired > 0) || missed.has(fault)) return [];
    if (isForeign && fault !== "timeout") return [{ kind: "fault-not-observable", fault }];
    const declared = declaredFault(run, fault);
    if (declared === undefined) return [];
    const { where, inARow, to } = declared;
    return [{ kind: "fault-not-fired", fault, where, planned, fired, inARow, to }];
  });
}

/** Crashes after which no interrupted payout was answered, although callers retry: the recovery of the API was not tested. */
function unretried({ events, lines, lineOf }: Statement): readonly Doubt[] {
  const { crashes, silent } = events;
  if (crashes.length === 0 || lines.every(({ attempts }) => attempts === 1)) return [];
  return crashes.flatMap((crash): readonly Doubt[] => {
    const cut = silent.filter((attempt) => isExplainedByCrash(attempt, [crash]) && attempt.sentMs <= crash.atMs);
    const isHeardAgain = cut.some(({ payout, endedMs }) => (lineOf(payout)?.lastHeardMs ?? endedMs) > endedMs);
    return cut.length === 0 || isHeardAgain
      ? []
      : [{ kind: "crash-not-retried", point: crash.point, how: crash.how, atMs: crash.atMs }];
  });
}
