import type { Finding } from "../domain/finding.ts";
import type { HeldBack, History, HistoryEvent } from "../domain/history.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";
import { contradictionIn } from "./contradictions/index.ts";
import { heldBack } from "./late-events.ts";
import { withoutNoise } from "./noise.ts";

/** The most events of a history that is told in full; of a longer one, only those of its payout and of nobody. */
const LONGEST = 24;

/** A trace as a history: without noise, with numbers, with who was held back, and with what is wrong with it. */
export function historyOf(trace: readonly TraceEvent[], finding: Finding, schedule: Schedule): History {
  const payout = payoutOf(finding, trace);
  const lateOf = (event: TraceEvent) => heldBack(event, schedule);
  const all = withoutNoise(trace, (event) => lateOf(event).length > 0);
  const shown = all.length > LONGEST ? all.filter((event) => isAbout(event, payout)) : all;
  const events = shown.map((event, index): HistoryEvent => {
    return { ...event, number: index + 1, lateMs: lateOf(event).reduce((sum, { ms }) => sum + ms, 0) };
  });
  const own = events.filter((event) => event.payout === payout);
  const { text, cited } = contradictionIn({ finding, payout, events, own: payout === null ? [] : own });
  const told = new Set(shown.flatMap((event) => lateOf(event).map(({ name }) => name)));
  return {
    kind: finding.kind,
    payout,
    events,
    contradiction: text,
    cited: [...new Set(cited)].sort((one, other) => one - other),
    alsoLate: heldBackIn(schedule).filter(({ name }) => !told.has(name)),
    leftOut: all.length - shown.length,
  };
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
