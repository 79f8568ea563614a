import { type EventName, isPayment, LONGEST_PAY_MS } from "../domain/schedule.ts";
import { roundMs } from "./document-parts.ts";
import type { ShrinkSearch } from "./shrink-search.ts";

/** An event that is held back, and for how long in milliseconds. */
type Late = readonly [event: EventName, ms: number];

/**
 * Holds back fewer events, and those for a shorter time. An order that was drawn is first written down as it came about. Which events
 * are needed is found by delta debugging (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, TSE 2002): without one half,
 * without a quarter, … until nothing can be left out alone.
 */
export async function shrinkOrder(search: ShrinkSearch): Promise<void> {
  await asItCameAbout(search);
  await fewerLate(search);
  await shorterLate(search);
}

/** Writes the order down as it came about, if that is shorter or it was drawn. */
export async function asItCameAbout(search: ShrinkSearch): Promise<void> {
  const { candidate, tried } = search.best;
  const { order } = candidate;
  const { events, schedule } = tried.ordered;
  if (order.kind === "late" && order.late.size <= schedule.late.size) return;
  // Nobody knows the order of a real process.
  if (events.length === 0) return;
  await search.accepts({ ...candidate, order: { kind: "late", late: schedule.late } });
}

async function fewerLate(search: ShrinkSearch): Promise<void> {
  if (await acceptsLate(search, [])) return;
  let parts = 2;
  for (let all = lateOf(search); all.length > 0 && !search.isSpent; all = lateOf(search)) {
    const size = Math.ceil(all.length / parts);
    const isFewer = await withoutOnePart(search, all, size);
    if (!isFewer && size === 1) return;
    parts = isFewer ? Math.max(2, parts - 1) : parts * 2;
  }
}

async function withoutOnePart(search: ShrinkSearch, all: readonly Late[], size: number): Promise<boolean> {
  for (let from = 0; from < all.length; from += size) {
    if (await acceptsLate(search, all.toSpliced(from, size))) return true;
  }
  return false;
}

async function shorterLate(search: ShrinkSearch): Promise<void> {
  for (const index of lateOf(search).keys()) {
    const all = lateOf(search);
    const [event, ms] = all[index] ?? ["", 0];
    // A payment that was in time stays so: one that comes too late is another failure.
    const most = isPayment(event) ? Math.max(ms, LONGEST_PAY_MS) : Number.POSITIVE_INFINITY;
    for (const shorter of shorterMs(ms).filter((each) => each <= most)) {
      if (await acceptsLate(search, all.with(index, [event, shorter]))) break;
    }
  }
}

/** Shorter times that are easier to read, from the shortest; last of all the next round one and the next whole one above. */
function shorterMs(ms: number): readonly number[] {
  const shorter = roundMs.filter((each) => each < ms);
  if (roundMs.includes(ms)) return shorter;
  const above = roundMs.find((each) => each > ms);
  return [...shorter, ...(above === undefined ? [] : [above]), ...(Number.isInteger(ms) ? [] : [Math.ceil(ms)])];
}

function lateOf({ best }: ShrinkSearch): readonly Late[] {
  const { order } = best.candidate;
  return order.kind === "late" ? [...order.late] : [];
}

function acceptsLate(search: ShrinkSearch, late: readonly Late[]): Promise<boolean> {
  return search.accepts({ ...search.best.candidate, order: { kind: "late", late: new Map(late) } });
}
