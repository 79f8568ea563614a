import { epochMsOf } from "../domain/clock.ts";

/** The shortest wait before a busy service is asked again; it doubles with each try, up to the longest. */
const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/** What a busy service answered. */
interface BusyAnswer {
  readonly status: number;
  /** The `retry-after` header; "" for none. */
  readonly retryAfter: string;
}

/**
 * How many milliseconds to wait before the next try, the first of which is number 1; undefined where it is not worth another one. The header
 * is a number of seconds or a date (RFC 9110, section 10.2.3). A 429 without one says that it was too fast; a 503 without one says nothing.
 */
export function retryDelayMs({ status, retryAfter }: BusyAnswer, tries: number, epochMs: number): number | undefined {
  const own = Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_MS);
  const askedMs = askedFor(retryAfter.trim(), epochMs);
  if (askedMs === undefined) return status === 429 ? own : undefined;
  return Math.max(askedMs, own);
}

function askedFor(retryAfter: string, epochMs: number): number | undefined {
  if (/^\d{1,12}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  // A date has a name of a month in it; `Date.parse` would take bare numbers for years.
  const dateMs = /[A-Za-z]{3}/.test(retryAfter) ? epochMsOf(retryAfter) : null;
  return dateMs === null ? undefined : Math.max(0, dateMs - epochMs);
}
