import { counted, formatDecimal, formatInteger } from "../../domain/format.ts";
import type { History, HistoryEvent } from "../../domain/history.ts";
import type { Lane } from "../../domain/trace.ts";
import { pad, widest } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import { signedLines } from "../shared-lines.ts";
import type { Theme } from "../theme.ts";
import { isAboutSeveral, lanesOf } from "./drawn-lanes.ts";
import { eventMoment, eventText } from "./event-text.ts";

/** The columns of a lane, in the order of preference. */
const LANE_COLUMNS = [10, 8] as const;

/** With less room beside the lanes, the lanes are named and not drawn. */
const LEAST_TEXT = 24;

/** More of what was held back beside the events is only counted. */
const MOST_LATE = 6;

/** A history as a table of lanes, one event per line, and what is wrong with it below. */
export function historyLines(history: History, width: number, theme: Theme): string[] {
  const { kind, contradiction } = history;
  const columns = columnsOf(history, width);
  const events = columns === undefined ? named(history, width, theme) : drawn(history, columns, theme);
  return [
    ...events,
    "",
    ...signedLines("✗", `${kind}: ${contradiction}`, width, theme),
    ...rest(history, width, theme),
  ];
}

/** Where everything is on a line. */
interface Columns {
  readonly number: number;
  readonly ms: number;
  /** 0 where all events are about one payout. */
  readonly payout: number;
  readonly lane: number;
  readonly text: number;
}

function columnsOf(history: History, width: number): Columns | undefined {
  const number = 2 + widest(history.events.map((event) => String(event.number)));
  const ms = 2 + Math.max(2, widest(history.events.map(eventMoment)));
  const payout = isAboutSeveral(history) ? 8 : 0;
  for (const lane of LANE_COLUMNS) {
    const text = width - number - ms - payout - lane * lanesOf(history).length - 2;
    if (text >= LEAST_TEXT) return { number, ms, payout, lane, text };
  }
  return undefined;
}

function drawn(history: History, columns: Columns, theme: Theme): string[] {
  const lanes = lanesOf(history);
  const blank = " ".repeat(columns.number + columns.ms + columns.payout);
  const titles = lanes.map((lane) => centred(lane, columns.lane)).join("");
  const payout = columns.payout === 0 ? "" : pad("payout", columns.payout, "right");
  const head = `${" ".repeat(columns.number)}${pad("ms", columns.ms, "right")}${payout}${titles}`;
  const rows = history.events.flatMap((event) => {
    const begin = `${prefix(event, history, columns, theme)}${laneRow(event, lanes, columns.lane, theme)}  `;
    const more = `${blank}${laneRow(undefined, lanes, columns.lane, theme)}  `;
    return wrapText(eventText(event, history), columns.text).map((line, index) => (index === 0 ? begin : more) + line);
  });
  return [theme.faint(head.trimEnd()), ...rows];
}

function prefix(event: HistoryEvent, { cited }: History, columns: Columns, { bad, faint }: Theme): string {
  const number = pad(String(event.number), columns.number, "right");
  const payout = columns.payout === 0 ? "" : pad(String(event.payout ?? ""), columns.payout, "right");
  const isCited = cited.includes(event.number);
  return `${isCited ? bad(number) : number}${faint(pad(eventMoment(event), columns.ms, "right"))}${payout}`;
}

/** The lanes on one line, with a dot where an event begins and an arrow to where it goes. */
function laneRow(event: HistoryEvent | undefined, lanes: readonly Lane[], columns: number, { faint }: Theme): string {
  const place = (lane: Lane) => lanes.indexOf(lane) * columns + Math.floor(columns / 2);
  const row = Array.from({ length: lanes.length * columns }, () => " ");
  for (const lane of lanes) row[place(lane)] = "│";
  if (event === undefined) return faint(row.join(""));
  const from = place(event.lane);
  const to = event.to === null ? from : place(event.to);
  for (let at = Math.min(from, to); at < Math.max(from, to); at += 1) row[at] = "─";
  if (to !== from) row[to] = to > from ? "→" : "←";
  row[from] = "•";
  const [first, last] = [Math.min(from, to), Math.max(from, to) + 1];
  const mark = row.slice(first, last).join("");
  return faint(row.slice(0, first).join("")) + mark + faint(row.slice(last).join(""));
}

/** The same where there is no room for lanes. */
function named(history: History, width: number, theme: Theme): string[] {
  const isSeveral = isAboutSeveral(history);
  const columns = 2 + widest(history.events.map(({ number }) => String(number)));
  return history.events.flatMap((event) => {
    const number = pad(String(event.number), columns, "right");
    const where = event.to === null ? event.lane : `${event.lane} → ${event.to}`;
    const about = isSeveral && event.payout !== null ? `payout ${event.payout}: ` : "";
    const text = `${eventMoment(event)} ms  ${where}: ${about}${eventText(event, history)}`;
    const painted = history.cited.includes(event.number) ? theme.bad(number) : number;
    return hangingIndent(`${painted}  `, columns + 2, wrapText(text, width - columns - 2));
  });
}

function rest({ alsoLate, leftOut }: History, width: number, { faint }: Theme): string[] {
  const late = alsoLate.slice(0, MOST_LATE).map(({ name, ms }) => `${name} by ${formatDecimal(ms, 1)} ms`);
  if (alsoLate.length > MOST_LATE) late.push(`and ${formatInteger(alsoLate.length - MOST_LATE)} more`);
  const lines = late.length === 0 ? [] : wrapPhrases([`also held back: ${late[0]}`, ...late.slice(1)], width - 3, ", ");
  if (leftOut > 0) lines.push(`… and ${counted(leftOut, "event")} of other payouts`);
  return lines.map((line) => faint(`   ${line}`));
}

function centred(text: string, columns: number): string {
  const before = Math.floor(columns / 2) - Math.floor(text.length / 2);
  return pad(" ".repeat(before) + text, columns);
}
