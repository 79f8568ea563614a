import type { Entry } from "./target.ts";

/** In which order entries are listed, as far as can be made out. */
export type EntryOrder = "oldest-first" | "newest-first" | "unknown";

/** What one kind of sign says of some entries: one of the two orders, nothing, or that it is neither of them. */
type Sign = EntryOrder | "neither";

/**
 * In which order some entries that follow one another are listed. The contract says oldest first, and services list newest first as well, so
 * it is made out from what the entries themselves tell: when each was made, numbers that count up, and balances that follow from one another. Where these
 * contradict each other, or say nothing, the order is unknown, and nothing rests on it.
 */
export function orderOf(entries: readonly Entry[]): EntryOrder {
  const signs = signsOf(entries);
  if (signs.includes("neither")) return "unknown";
  const told = new Set(signs.filter((sign) => sign !== "unknown"));
  const [only] = told;
  return told.size === 1 && only !== undefined && only !== "neither" ? only : "unknown";
}

/** Whether entries that follow those which were listed in this order show another one. */
export function contradicts(order: EntryOrder, entries: readonly Entry[]): boolean {
  return signsOf(entries).some((sign) => sign !== "unknown" && sign !== order);
}

function signsOf(entries: readonly Entry[]): readonly Sign[] {
  return [byTime(entries), byNumber(entries), byBalance(entries)];
}

/** Entries that were made at almost the same moment may stand in the order in which they were committed. */
const TOLERANCE_MS = 5_000;

function byTime(entries: readonly Entry[]): Sign {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  let rises = false;
  let falls = false;
  for (const { enteredEpochMs } of entries) {
    if (enteredEpochMs === null) return "unknown";
    rises ||= enteredEpochMs - earliest > TOLERANCE_MS;
    falls ||= latest - enteredEpochMs > TOLERANCE_MS;
    earliest = Math.min(earliest, enteredEpochMs);
    latest = Math.max(latest, enteredEpochMs);
  }
  if (rises && falls) return "neither";
  if (rises) return "oldest-first";
  return falls ? "newest-first" : "unknown";
}

/** How many numbers may be left out between two entries: a counter serves other projects as well, and a number drawn at random counts nothing. */
const MAX_GAP = 10_000;

function byNumber(entries: readonly Entry[]): Sign {
  const parts = entries.map(({ entryId }) => /^(\D{0,40})([1-9]\d{0,14})$/.exec(entryId));
  if (parts.includes(null) || new Set(parts.map((part) => part?.[1])).size !== 1) return "unknown";
  const numbers = parts.map((part) => Number(part?.[2]));
  const span = Math.abs((numbers.at(-1) ?? 0) - (numbers[0] ?? 0));
  if (span > MAX_GAP * numbers.length) return "unknown";
  const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? number));
  if (steps.length > 0 && steps.every((step) => step > 0)) return "oldest-first";
  return steps.length > 0 && steps.every((step) => step < 0) ? "newest-first" : "unknown";
}

/** How many of the balances have to follow from one another: an entry of a hold may count in another balance. */
const MOST = 0.9;

function byBalance(entries: readonly Entry[]): Sign {
  let forward = 0;
  let backward = 0;
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (before === undefined) continue;
    if (before.balanceAfterMsat === null || entry.balanceAfterMsat === null) return "unknown";
    if (entry.balanceAfterMsat === before.balanceAfterMsat + entry.deltaMsat) forward += 1;
    if (before.balanceAfterMsat === entry.balanceAfterMsat + before.deltaMsat) backward += 1;
  }
  const least = MOST * (entries.length - 1);
  if (forward >= least === backward >= least) return "unknown";
  return forward >= least ? "oldest-first" : "newest-first";
}
