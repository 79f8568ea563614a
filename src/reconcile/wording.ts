import { grouped, groupedSats } from "../domain/grouped.ts";
import type { Msat } from "../domain/money.ts";

/** How numbers are written in stories and reasons: English, and the same on every machine. */

const MINUS = "\u2212";

/** A change of a balance in sats, always with its sign: `+3,060`, `−1,020.5`, `+0`. */
export function change(msat: Msat): string {
  return msat < 0 ? groupedSats(msat) : `+${groupedSats(msat)}`;
}

/** A moment of the run: `+0.031 s` after its start. */
export function moment(atMs: number): string {
  const seconds = (Math.abs(atMs) / 1000).toFixed(3);
  return `${atMs < 0 ? MINUS : "+"}${seconds} s`;
}

/** A number of things, in the singular where it is one: `1 payout`, `10 payouts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}
