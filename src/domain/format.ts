import type { Msat } from "./money.ts";

/** Numbers in messages and reports. Not by Intl, whose first use costs 15 ms. */

const MINUS = "\u2212";

const UNKNOWN = "?";

/** A whole number with commas between the thousands and a true minus: `10,200`, `−1,020`; `?` where it is not known. */
export function formatInteger(value: number | null): string {
  if (value === null) return UNKNOWN;
  const digits = String(Math.round(Math.abs(value))).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return value < 0 ? `${MINUS}${digits}` : digits;
}

/** An amount in sats, with up to three decimals and without float arithmetic: `1,020`, `0.5`, `−10,200.125`; `?` where it is not known. */
export function formatSats(msat: Msat | null): string {
  if (msat === null) return UNKNOWN;
  const whole = formatInteger(Math.trunc(Math.abs(msat) / 1000));
  const rest = Math.abs(msat) % 1000;
  const decimals = rest === 0 ? "" : `.${String(rest).padStart(3, "0").replace(/0+$/, "")}`;
  return `${msat < 0 ? MINUS : ""}${whole}${decimals}`;
}

/** A change in sats, with its sign: `+3,060`, `−1,020.5`, `0`; `?` where it is not known. */
export function formatChange(msat: Msat | null): string {
  return msat !== null && msat > 0 ? `+${formatSats(msat)}` : formatSats(msat);
}

/** A change with its unit: `−10,200 sats`, `+1 sat`. */
export function formatChangeInSats(msat: Msat | null): string {
  return `${formatChange(msat)} ${msat !== null && Math.abs(msat) === 1_000 ? "sat" : "sats"}`;
}

/** A decimal number with commas between the thousands and at most `digits` decimals: `1,234.5`. */
export function formatDecimal(value: number, digits: number): string {
  const [whole = "", decimals] = String(Number(Math.abs(value).toFixed(digits))).split(".");
  return `${value < 0 ? MINUS : ""}${formatInteger(Number(whole))}${decimals === undefined ? "" : `.${decimals}`}`;
}

/** A share of one: `5.0%`, `0%`, and `<0.1%` where rounding would leave nothing. */
export function formatPercent(share: number): string {
  if (share === 0) return "0%";
  return share > 0 && share < 0.000_5 ? "<0.1%" : `${tenths(share * 100)}%`;
}

/** A number of things: `1 payout`, `10 payouts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatInteger(count)} ${count === 1 ? noun : plural}`;
}

/** A moment of the run, counted from its start: `+0.031 s`. */
export function formatMoment(atMs: number): string {
  return `${atMs < 0 ? MINUS : "+"}${(Math.abs(atMs) / 1000).toFixed(3)} s`;
}

/** A length of time that was declared: `250 ms`, `2 s`, `1.5 s`, `30 minutes`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms >= 60_000 && ms % 60_000 === 0 ? counted(ms / 60_000, "minute") : `${ms / 1_000} s`;
}

/** A length of time that was measured, with the decimal that matters: `4.2 ms`, `131 ms`, `12.5 s`. */
export function formatElapsed(ms: number): string {
  if (ms >= 10_000) return formatSeconds(ms);
  return `${ms < 10 ? tenths(ms) : formatInteger(ms)} ms`;
}

/** A measured length of time in seconds: `0.6 s`, `12.5 s`. */
export function formatSeconds(ms: number): string {
  return `${tenths(ms / 1000)} s`;
}

/** Words in a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** A phrase as a sentence: with a capital and a full stop. */
export function sentence(phrase: string): string {
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}

/** A number of at least 0 with one decimal. */
function tenths(value: number): string {
  const rounded = Math.round(value * 10);
  return `${formatInteger(Math.floor(rounded / 10))}.${rounded % 10}`;
}
