import type { HeldBack } from "../domain/history.ts";
import type { EventName, Link, Schedule } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";

/** The other way of a message that is one event with its answer. */
const otherWay: Readonly<Record<string, Link>> = { commit: "committed", "looked-up": "look-up" };

/** Everything that held an event back: its own turn and, where both belong to one event, that of the answer. */
export function heldBack({ turn }: TraceEvent, { late }: Schedule): readonly HeldBack[] {
  if (turn === undefined) return [];
  const [link = "", rest = ""] = turn.split(/ (.*)/s);
  const other = otherWay[link];
  const names: readonly EventName[] = other === undefined ? [turn] : [turn, `${other} ${rest}`];
  return names.flatMap((name) => {
    const ms = late.get(name) ?? 0;
    return ms > 0 ? [{ name, ms }] : [];
  });
}
