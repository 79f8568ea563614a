import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import type { Statement } from "../statement.ts";
import { answerDoubts } from "./answers.ts";
import { readDoubts } from "./books.ts";
import { faultDoubts } from "./faults.ts";
import { hostileAmountDoubts } from "./hostile-amounts.ts";
import { loadDoubts } from "./load.ts";

/** Why a run proves nothing: a run that could not have found anything is not a pass. The doubts about its plan come first. */
export function doubtsOf(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return [
    ...statement.run.doubts,
    ...endDoubts(statement),
    ...loadDoubts(statement),
    ...answerDoubts(statement, faults),
    ...hostileAmountDoubts(statement),
    ...faultDoubts(statement, faults),
    ...readDoubts(statement),
  ];
}

/** Doubts about how the run ended: early, without its API, or before every payout was sent or finished. */
function endDoubts({ run, events, lines }: Statement): readonly Doubt[] {
  const { interrupted, apiExits, crashes, ended, drained } = events;
  const missing = run.payouts - lines.length;
  const doubts: Doubt[] = [];
  if (interrupted !== null) {
    const { signal, limitMs } = interrupted;
    doubts.push(limitMs === null ? { kind: "interrupted", signal: signal ?? "" } : { kind: "time-limit", limitMs });
  }
  for (const { atMs, reason } of apiExits) doubts.push({ kind: "api-exited", atMs, reason });
  for (const { point, how, restartedAtMs } of crashes) {
    if (restartedAtMs === null) doubts.push({ kind: "not-restarted", point, how });
  }
  if (missing > 0 && lines.length > 0 && interrupted === null) {
    doubts.push({ kind: "never-sent", missing, payouts: run.payouts });
  }
  if (ended === null) doubts.push({ kind: "journal-incomplete" });
  if (drained === null) doubts.push({ kind: "drain-missing" });
  else if (drained.unfinished.length > 0) doubts.push({ kind: "unfinished", unfinished: drained.unfinished });
  return doubts;
}
