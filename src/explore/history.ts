import type { Finding } from "../domain/finding.ts";
import type { HeldBack, History, HistoryEvent } from "../domain/history.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";
import { contradictionIn } from "./contradictions/index.ts";
import { latenessOf } from "./late-events.ts";
import { isByTheWay, withoutNoise } from "./noise.ts";

/** The most events of a history that is told in full; of a longer one, only those of its payout, of nobody, and what is wrong. */
const LONGEST = 24;

/** A history with more events than this is told without those that are only by the way. */
const SHORT = 12;

/** A trace as a history: without noise, with numbers, with who was held back, and with what is wrong with it. */
export function historyOf(trace: readonly TraceEvent[], finding: Finding, schedule: Schedule): History {
  const payout = payoutOf(finding, trace);
  const lateness = new Map(trace.map((event) => [event, latenessOf(event, schedule)]));
  const heldBack = (event: TraceEvent) => [
    ...(lateness.get(event)?.before ?? []),
    ...(lateness.get(event)?.after ?? []),
  ];
  const numbered = (event: TraceEvent, index: number): HistoryEvent => {
    const { before = [], after = [] } = lateness.get(event) ?? {};
    return { ...event, number: index + 1, lateMs: total(before), answerLateMs: total(after) };
  };
  const toldFrom = (events: readonly HistoryEvent[]) => {
    const own = payout === null ? [] : events.filter((event) => event.payout === payout);
    return contradictionIn({ finding, payout, events, own });
  };
  const isLate = (event: TraceEvent) => heldBack(event).length > 0;
  const loud = withoutNoise(trace, isLate);
  const cites = new Set(toldFrom(loud.map(numbered)).cited);
  const isWorthIt = (event: TraceEvent, index: number) =>
    isLate(event) || cites.has(index + 1) || !isByTheWay(event, index, loud);
  const all = loud.length > SHORT ? loud.filter(isWorthIt) : loud;
  const told = new Set(toldFrom(all.map(numbered)).cited);
  const isShown = (event: TraceEvent, index: number) => told.has(index + 1) || isAbout(event, payout);
  const shown = all.length > LONGEST ? all.filter(isShown) : all;
  const events = shown.map(numbered);
  const { text, cited } = toldFrom(events);
  const named = new Set(shown.flatMap((event) => heldBack(event).map(({ name }) => name)));
  return {
    kind: finding.kind,
    payout,
    events,
    contradiction: text,
    cited: [...new Set(cited)].sort((one, other) => one - other),
    alsoLate: heldBackIn(schedule).filter(({ name }) => !named.has(name)),
    leftOut: all.length - shown.length,
  };
}

function total(late: readonly HeldBack[]): number {
  return late.reduce((sum, { ms }) => sum + ms, 0);
}

function isAbout(event: TraceEvent, payout: PayoutNumber | null): boolean {
  return payout === null ? event.deltaMsat !== null : event.payout === payout || event.payout === null;
}

function heldBackIn({ late }: Schedule): readonly HeldBack[] {
  return [...late].flatMap(([name, ms]) => (ms > 0 ? [{ name, ms }] : []));
}

/** The payout of the first example: its key ends in its number. */
function payoutOf({ payouts, examples }: Finding, trace: readonly TraceEvent[]): PayoutNumber | null {
  const number = Number(/_([1-9]\d{0,8})$/.exec(examples[0]?.key ?? "")?.[1]);
  return payouts > 0 && trace.some(({ payout }) => payout === number) ? number : null;
}
