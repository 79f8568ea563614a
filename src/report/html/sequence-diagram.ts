import type { History, HistoryEvent } from "../../domain/history.ts";
import type { Lane } from "../../domain/trace.ts";
import { html, type Markup } from "../../text/html.ts";
import { wrapText } from "../../text/wrap.ts";
import { isAboutSeveral, lanesOf } from "../explore/drawn-lanes.ts";
import { eventMoment, eventText } from "../explore/event-text.ts";

/** In pixels of the drawing: the numbers and times on the left, what is free beside the first and the last lane, a lane, the titles, a line of text, and what is left free below an event. */
const GUTTER = 104;
const MARGIN = 48;
const LANE = 204;
const TITLES = 40;
const LINE = 15;
const GAP = 18;

/** As many characters as fit between two lanes. */
const CHARACTERS = 32;

/**
 * A history as a sequence diagram: an SVG that needs no script, with the same in words for those who cannot see it. `id` begins the ids of its
 * parts. Colours come from the style of the page; without one it is black on white.
 */
export function sequenceDiagram(history: History, id = "sequence"): Markup {
  const lanes = lanesOf(history);
  const rows = rowsOf(history);
  const width = middle(lanes.length - 1) + MARGIN;
  const height = (rows.at(-1)?.bottom ?? TITLES) + GAP;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title"><svg class="sequence" role="img"
 aria-labelledby="${id}-title ${id}-words" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="13">
<title id="${id}-title">Sequence diagram: ${history.kind}</title>
<desc id="${id}-words">${inWords(history)}</desc>
${lanes.map((lane, index) => lifeline(lane, middle(index), height))}
${rows.map((row) => rowOf(row, lanes, history))}
</svg></div>`;
}

/** An event and where it is drawn. */
interface Row {
  readonly event: HistoryEvent;
  readonly lines: readonly string[];
  /** Where its arrow is. */
  readonly bottom: number;
}

function rowsOf(history: History): readonly Row[] {
  const rows: Row[] = [];
  for (const event of history.events) {
    const lines = wrapText(about(event, history) + eventText(event, history), CHARACTERS);
    rows.push({ event, lines, bottom: (rows.at(-1)?.bottom ?? TITLES) + GAP + LINE * lines.length });
  }
  return rows;
}

function about({ payout }: HistoryEvent, history: History): string {
  return payout !== null && isAboutSeveral(history) ? `payout ${payout}: ` : "";
}

function middle(lane: number): number {
  return GUTTER + MARGIN + LANE * lane;
}

function lifeline(lane: Lane, x: number, height: number): Markup {
  return html`<g class="lane ${lane}"><line x1="${x}" x2="${x}" y1="30" y2="${height}" stroke="currentColor" stroke-opacity="0.25"/>
<text x="${x}" y="20" text-anchor="middle" font-weight="600" fill="currentColor">${lane}</text></g>
`;
}

function rowOf({ event, lines, bottom }: Row, lanes: readonly Lane[], { cited }: History): Markup {
  const from = middle(lanes.indexOf(event.lane));
  const to = event.to === null ? from : middle(lanes.indexOf(event.to));
  return html`<g class="event${cited.includes(event.number) && " cited"}"><text x="26" y="${bottom + 4}" text-anchor="end" font-weight="700" fill="currentColor">${event.number}</text>
<text class="moment" x="${GUTTER - 2}" y="${bottom + 4}" text-anchor="end" fill="currentColor">${eventMoment(event)} ms</text>
${from === to ? dot(from, bottom) : arrow(from, to, bottom)}${label(lines, from, to, bottom, event.lane === lanes.at(-1))}</g>
`;
}

function dot(x: number, y: number): Markup {
  return html`<circle cx="${x}" cy="${y}" r="5" fill="currentColor"/>`;
}

function arrow(from: number, to: number, y: number): Markup {
  const back = to > from ? -9 : 9;
  return html`<line x1="${from}" x2="${to + back}" y1="${y}" y2="${y}" stroke="currentColor" stroke-width="1.5"/>
<path d="M${to} ${y}l${back} -4.5v9z" fill="currentColor"/>`;
}

/** Above an arrow, and beside a dot: on the side where there is room. */
function label(lines: readonly string[], from: number, to: number, bottom: number, isLast: boolean): Markup {
  const isBeside = from === to;
  const [x, anchor] = !isBeside ? [(from + to) / 2, "middle"] : isLast ? [from - 11, "end"] : [from + 11, "start"];
  const top = bottom - LINE * (lines.length - 1) + (isBeside ? 4 : -7);
  return html`<text class="label" text-anchor="${anchor}" fill="currentColor">${lines.map(
    (line, index) => html`<tspan x="${x}" y="${top + LINE * index}">${line}</tspan>`,
  )}</text>`;
}

function inWords(history: History): string {
  const events = history.events.map((event) => {
    const where = event.to === null ? event.lane : `${event.lane} to ${event.to}`;
    return `${event.number}: at ${eventMoment(event)} ms, ${where}: ${about(event, history)}${eventText(event, history)}.`;
  });
  return `${events.join(" ")} In short: ${history.contradiction}.`;
}
