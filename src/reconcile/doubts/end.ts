import type { Doubt } from "../../domain/doubt.ts";
import type { Statement } from "../statement.ts";

/** Doubts about how the run went and ended: stopped, without an API, before everything was sent or had come to rest. */
export function endDoubts(statement: Statement): readonly Doubt[] {
  return [...cutShort(statement), ...unfinished(statement)];
}

function cutShort({ run, events, lines }: Statement): readonly Doubt[] {
  const { interrupted, apiExits, crashes, ended } = events;
  const missing = run.payouts - lines.length;
  const doubts: Doubt[] = [];
  if (interrupted !== null) {
    const { signal, limitMs } = interrupted;
    doubts.push(limitMs === null ? { kind: "interrupted", signal: signal ?? "" } : { kind: "time-limit", limitMs });
  }
  for (const { atMs, reason } of apiExits) doubts.push({ kind: "api-exited", atMs, reason });
  for (const { point, restartedAtMs } of crashes) {
    if (restartedAtMs === null) doubts.push({ kind: "not-restarted", point });
  }
  if (missing > 0 && lines.length > 0 && interrupted === null) {
    doubts.push({ kind: "never-sent", missing, payouts: run.payouts });
  }
  if (ended === null) doubts.push({ kind: "journal-incomplete" });
  return doubts;
}

function unfinished({ events: { drained } }: Statement): readonly Doubt[] {
  if (drained === null) return [{ kind: "drain-missing" }];
  return drained.unfinished.length === 0 ? [] : [{ kind: "unfinished", unfinished: drained.unfinished }];
}
