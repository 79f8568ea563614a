import { counted, formatInteger } from "../../domain/format.ts";
import type { Progress } from "../../engine/progress.ts";
import type { Theme } from "../../report/theme.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth, truncateEnd, truncateMiddle } from "../../text/width.ts";
import { SEPARATOR } from "../../text/wrap.ts";

/** The state of a run at one moment. */
export interface Snapshot {
  readonly scenario: string;
  /** Which of several scenarios it is, as in `2/4`; "" for the only one. */
  readonly position: string;
  readonly progress: Progress;
  /** Payouts done per second, lately; null until there is something to count. */
  readonly perSecond: number | null;
  readonly elapsedMs: number;
}

interface Part {
  readonly text: string;
  /** A narrow line leaves out the parts of lowest priority first. */
  readonly priority: number;
}

/** The columns of a name; on a line wider than NARROW it gets the rest as well. */
const SHORTEST_NAME = 12;
const NARROW = 76;
/** A line this wide has room for the long texts. */
const WIDE = 110;

/** Renders the live line. A part that once did not fit stays away for the rest of the run, because a flickering line is unreadable. */
export function createLiveText(ink: Theme): (snapshot: Snapshot, columns: number) => string {
  let run = "";
  let leastPriority = 0;
  return (snapshot, columns) => {
    const { scenario, position } = snapshot;
    const key = `${position} ${scenario} ${columns}`;
    if (key !== run) leastPriority = 0;
    run = key;
    const head = position === "" ? " " : ` ${position} `;
    const name = truncateMiddle(stripControls(scenario), SHORTEST_NAME + Math.max(0, columns - NARROW));
    const room = columns - textWidth(head + name);
    const parts = partsOf(snapshot, columns < WIDE);
    let kept = parts.filter(({ priority }) => priority >= leastPriority);
    // Only whole parts are left out: half a figure would be a wrong one.
    while (columnsOfAll(kept) > room && kept.length > 0) {
      leastPriority = Math.min(...kept.map(({ priority }) => priority)) + 1;
      kept = kept.filter(({ priority }) => priority >= leastPriority);
    }
    if (room < 0) return truncateEnd(head + name, columns);
    return [head + ink.strong(name), ...kept.map(({ text }) => text)].join(SEPARATOR);
  };
}

function columnsOfAll(parts: readonly Part[]): number {
  return parts.reduce((sum, { text }) => sum + SEPARATOR.length + textWidth(text), 0);
}

/** Renders a line for a log: every part, and no colour. */
export function logText(snapshot: Snapshot): string {
  const { scenario, position } = snapshot;
  const head = position === "" ? stripControls(scenario) : `${position} ${stripControls(scenario)}`;
  return `chaos-payout: ${[head, ...partsOf(snapshot, false).map(({ text }) => text)].join(SEPARATOR)}`;
}

function partsOf({ progress, perSecond, elapsedMs }: Snapshot, isShort: boolean): readonly Part[] {
  const { stage, timeouts, phase, done, total } = progress;
  const time = { text: elapsed(elapsedMs), priority: 2 };
  if (stage === "start") return [{ text: "starting", priority: 3 }, time];
  const isLoad = stage === "load";
  return [
    ...(isLoad && phase !== "" ? [{ text: stripControls(phase), priority: 3 }] : []),
    // A load that was cut short stays below its total.
    ...(isLoad || done < total ? [{ text: `${formatInteger(done)} of ${formatInteger(total)}`, priority: 6 }] : []),
    ...(isLoad ? [] : [{ text: isShort ? shortStages[stage] : stages[stage], priority: 7 }]),
    ...(isLoad && perSecond !== null ? [{ text: `${formatInteger(perSecond)}/s`, priority: 1 }] : []),
    ...(timeouts === 0 ? [] : [{ text: counted(timeouts, "timeout"), priority: 4 }]),
    time,
  ];
}

const stages = { drain: "waiting for every payout to finish", reads: "reading the final state" } as const;
const shortStages = { drain: "draining", reads: "final reads" } as const;

/** `0.4 s`, `12.5 s`, `2 min 05 s`. */
function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
