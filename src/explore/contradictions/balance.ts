import { formatSats } from "../../domain/format.ts";
import type { HistoryEvent } from "../../domain/history.ts";
import { type Said, say } from "./say.ts";
import type { Contradiction, Story } from "./story.ts";

/** A balance that no payout explains: most often one that was set back. */
export const unexplainedChange: Contradiction = (story) => setBack(story);

/** A balance that was read, and could not be at that moment: what the judge has seen, and how it came about where the events show it. */
export const impossibleBalance: Contradiction = (story) => {
  const [example] = story.finding.examples;
  const cause = setBack(story);
  if (example === undefined || cause === undefined) return undefined;
  return say`${example.timeline.join("; ")}: ${cause}`;
};

/**
 * A balance that was set back to an earlier one, which undoes whatever else happened in between. Only where the balances say so to
 * the millisatoshi.
 */
function setBack({ events, payout }: Story): Said | undefined {
  for (const restore of events) {
    if (restore.what !== "restored" || (payout !== null && restore.payout !== payout)) continue;
    const { number: last, projectId } = restore;
    const earlier = entriesOf(events).filter((entry) => entry.number < last && entry.projectId === projectId);
    const first = earlier.findLast((entry) => balanceBefore(entry) === restore.balanceMsat);
    if (first === undefined) continue;
    // Its own charge is what it was to undo.
    const own = first.payout === restore.payout ? first : earlier.findLast(({ payout: of }) => of === restore.payout);
    const others = earlier.filter((entry) => entry.number >= first.number && entry !== own);
    if (others.length > 0) return undoing(restore, first, others);
  }
  return undefined;
}

function undoing(restore: HistoryEvent, first: HistoryEvent, others: readonly HistoryEvent[]): Said {
  const undid = others.map((other) => say`the ${wordOf(other)} of payout ${other.payout ?? "?"} ${other}`);
  const all = undid.reduce((said, next, index) => say`${said}${index === undid.length - 1 ? " and " : ", "}${next}`);
  const before: Said = { text: `before ${first.number}`, cited: [first.number] };
  const balance = say`the balance from ${before} (${formatSats(restore.balanceMsat)})`;
  return say`the restore of payout ${restore.payout ?? "?"} ${restore} brought back ${balance} and with it undid ${all}`;
}

function entriesOf(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.filter(({ deltaMsat }) => deltaMsat !== null && deltaMsat !== 0);
}

function balanceBefore({ balanceMsat, deltaMsat }: HistoryEvent): number {
  return (balanceMsat ?? 0) - (deltaMsat ?? 0);
}

function wordOf({ what, deltaMsat }: HistoryEvent): string {
  if (what === "held") return "hold";
  if (what === "released") return "release";
  if (what === "restored") return "restore";
  return (deltaMsat ?? 0) < 0 ? "charge" : "refund";
}
