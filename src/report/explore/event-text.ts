import { formatDecimal, formatSats } from "../../domain/format.ts";
import type { History, HistoryEvent } from "../../domain/history.ts";
import { stripControls } from "../../text/strip-controls.ts";

/** An event in words: what it is, the balance that it leaves, and for how long it or its answer was held back. */
export function eventText(event: HistoryEvent, { events }: Pick<History, "events">): string {
  const { text, balanceMsat, deltaMsat, projectId, instance, lateMs, answerLateMs } = event;
  const balance = balanceMsat === null || deltaMsat === null ? "" : ` → ${formatSats(balanceMsat)}`;
  const projects = new Set(events.flatMap((each) => each.projectId ?? []));
  const whose = projectId === undefined || projects.size < 2 ? "" : ` in ${stripControls(projectId)}`;
  const instances = new Set(events.flatMap((each) => each.instance ?? []));
  const who = instance === undefined || instances.size < 2 ? "" : `${stripControls(instance)}: `;
  return `${who}${stripControls(text)}${balance}${whose}${late("held back", lateMs)}${late("answer held back", answerLateMs)}`;
}

function late(what: string, ms: number): string {
  return ms === 0 ? "" : ` (${what} ${formatDecimal(ms, 1)} ms)`;
}

/** When it happened, in milliseconds since the start of the run. */
export function eventMoment({ atMs }: HistoryEvent): string {
  return formatDecimal(atMs, 1);
}
