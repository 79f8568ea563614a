import { formatChange, formatInteger } from "../../domain/format.ts";
import type { Progress } from "../../engine/progress.ts";
import type { DriftRange } from "../../reconcile/drift-so-far.ts";
import type { Theme } from "../../report/theme.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth, truncateEnd, truncateMiddle } from "../../text/width.ts";
import { SEPARATOR } from "../../text/wrap.ts";

/** One look at a run that is under way. */
export interface Glimpse {
  readonly scenario: string;
  /** Which of several scenarios it is, as in `2/4`; "" for the only one. */
  readonly place: string;
  readonly progress: Progress;
  /** Payouts a second, lately; null where there is nothing to count yet. */
  readonly perSecond: number | null;
  /** Null where it is not known. */
  readonly drift: DriftRange | null;
  readonly elapsedMs: number;
}

/** A piece of the line. */
interface Piece {
  readonly text: string;
  /** Where the line is too narrow, the pieces with the smallest are left out first. */
  readonly matters: number;
  readonly isBad?: boolean;
}

/** A run is still known by so much of its name; from this width on, the name gets whatever is more. */
const SHORTEST_NAME = 12;
const NARROW = 76;
/** A line this wide has room for whole sentences. */
const ROOMY = 110;

/**
 * Draws the line on a terminal: one line of at most `columns`. What was once left out of a run's line for want of room stays out, because
 * a line whose parts come and go with the length of its figures cannot be read.
 */
export function createLiveText(ink: Theme): (glimpse: Glimpse, columns: number) => string {
  let run = "";
  let leastKept = 0;
  return (glimpse, columns) => {
    const { scenario, place } = glimpse;
    const key = `${place} ${scenario} ${columns}`;
    if (key !== run) leastKept = 0;
    run = key;
    const head = place === "" ? " " : ` ${place} `;
    const name = truncateMiddle(stripControls(scenario), SHORTEST_NAME + Math.max(0, columns - NARROW));
    const room = columns - textWidth(head + name);
    const pieces = piecesOf(glimpse, columns < ROOMY);
    let kept = keeping(pieces, leastKept);
    // A piece goes as a whole: half a figure would be another one.
    while (columnsOfAll(kept) > room && kept.length > 0) {
      leastKept = 1 + Math.min(...kept.map(({ matters }) => matters));
      kept = keeping(pieces, leastKept);
    }
    if (room < 0) return truncateEnd(head + name, columns);
    return [head + ink.strong(name), ...kept.map(({ text, isBad }) => (isBad ? ink.bad(text) : text))].join(SEPARATOR);
  };
}

function keeping(pieces: readonly Piece[], least: number): readonly Piece[] {
  return pieces.filter(({ matters }) => matters >= least);
}

function columnsOfAll(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + SEPARATOR.length + textWidth(text), 0);
}

/** The same for a log that nobody watches: every piece, and no colour. */
export function logText(glimpse: Glimpse): string {
  const { scenario, place } = glimpse;
  const head = place === "" ? stripControls(scenario) : `${place} ${stripControls(scenario)}`;
  return `chaos-payout: ${[head, ...piecesOf(glimpse, false).map(({ text }) => text)].join(SEPARATOR)}`;
}

function piecesOf(glimpse: Glimpse, isShort: boolean): readonly Piece[] {
  const { progress, perSecond, drift, elapsedMs } = glimpse;
  const { stage, timeouts } = progress;
  const { phase, done, total } = progress;
  const time = { text: elapsed(elapsedMs), matters: 2 };
  if (stage === "start") return [{ text: "starting", matters: 3 }, time];
  const isLoad = stage === "load";
  // A load that was cut short has not done them all.
  const isUndone = isLoad || done < total;
  return [
    ...(isLoad && phase !== "" ? [{ text: stripControls(phase), matters: 3 }] : []),
    ...(isUndone ? [{ text: `${formatInteger(done)} of ${formatInteger(total)}`, matters: 6 }] : []),
    ...(isLoad ? [] : [{ text: isShort ? shortStages[stage] : stages[stage], matters: 7 }]),
    ...(isLoad && perSecond !== null ? [{ text: `${formatInteger(perSecond)}/s`, matters: 1 }] : []),
    ...(timeouts === 0
      ? []
      : [{ text: timeouts === 1 ? "1 timeout" : `${formatInteger(timeouts)} timeouts`, matters: 4 }]),
    { text: `drift ${driftText(drift)}`, matters: 5, isBad: isCertain(drift) },
    time,
  ];
}

const stages = { rest: "waiting for everything to come to rest", reads: "reading what is there" } as const;
const shortStages = { rest: "coming to rest", reads: "last reads" } as const;

/** `0`, `−10,200`, or between which two figures it lies: `−3,060..0`. */
function driftText(drift: DriftRange | null): string {
  if (drift === null) return "?";
  const { loMsat, hiMsat } = drift;
  return loMsat === hiMsat ? formatChange(loMsat) : `${formatChange(loMsat)}..${formatChange(hiMsat)}`;
}

/** True when nothing that is still in flight can make it 0. */
function isCertain(drift: DriftRange | null): boolean {
  return drift !== null && (drift.loMsat > 0 || drift.hiMsat < 0);
}

/** `0.4 s`, `12.5 s`, `2 min 05 s`. */
function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
