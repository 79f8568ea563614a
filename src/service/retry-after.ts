import { epochMsOf } from "../domain/clock.ts";

/** The shortest delay before a busy service is asked again. It doubles with each try, up to the longest. */
const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/** The answer of a busy service. */
interface BusyAnswer {
  readonly status: number;
  /** The `retry-after` header; "" for none. */
  readonly retryAfter: string;
}

/**
 * The delay before the next try, after so many `tries`, in milliseconds; undefined for no further try. The header is a number of seconds or
 * a date (RFC 9110, section 10.2.3). A 429 without it means too fast; a 503 without it means nothing.
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
