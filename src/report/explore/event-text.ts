import { formatDecimal, formatSats } from "../../domain/format.ts";
import type { HistoryEvent } from "../../domain/history.ts";
import { stripControls } from "../../text/strip-controls.ts";

/** An event in words: what it is, the balance that it leaves, and for how long it was held back. */
export function eventText({ text, balanceMsat, deltaMsat, lateMs }: HistoryEvent): string {
  const balance = balanceMsat === null || deltaMsat === null ? "" : ` → ${formatSats(balanceMsat)}`;
  const late = lateMs === 0 ? "" : ` (held back ${formatDecimal(lateMs, 1)} ms)`;
  return stripControls(text) + balance + late;
}

/** When it happened, in milliseconds since the start of the run. */
export function eventMoment({ atMs }: HistoryEvent): string {
  return formatDecimal(atMs, 1);
}
