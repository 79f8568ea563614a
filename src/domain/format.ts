import type { Msat } from "./money.ts";

const MINUS = "\u2212";

/**
 * A whole number with commas between the thousands and a true minus, the same on every machine: `10,200`, `−1,020`. By hand, because it is
 * wanted at every start, and the first use of Intl costs 15 ms.
 */
export function formatInteger(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return value < 0 ? `${MINUS}${digits}` : digits;
}

/** An amount in sats, with as many decimals as it takes, three at the most: `1,020`, `0.5`, `−10,200.125`. There is no float arithmetic in it. */
export function formatSats(msat: Msat): string {
  const whole = formatInteger(Math.trunc(Math.abs(msat) / 1000));
  const rest = Math.abs(msat) % 1000;
  const decimals = rest === 0 ? "" : `.${String(rest).padStart(3, "0").replace(/0+$/, "")}`;
  return `${msat < 0 ? MINUS : ""}${whole}${decimals}`;
}

/** A change of a balance in sats, always with its sign: `+3,060`, `−1,020.5`, `+0`. */
export function formatChange(msat: Msat): string {
  return msat < 0 ? formatSats(msat) : `+${formatSats(msat)}`;
}

/** A number of things: `1 payout`, `10 payouts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatInteger(count)} ${count === 1 ? noun : plural}`;
}

/** A moment of the run, counted from its start: `+0.031 s`. */
export function formatMoment(atMs: number): string {
  return `${atMs < 0 ? MINUS : "+"}${(Math.abs(atMs) / 1000).toFixed(3)} s`;
}

/** A length of time: `250 ms`, `2 s`, `1.5 s`, `30 minutes`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms >= 60_000 && ms % 60_000 === 0 ? counted(ms / 60_000, "minute") : `${ms / 1_000} s`;
}

/** Words in a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
