import { grouped } from "../domain/grouped.ts";

/** How numbers are written in explanations: English, and the same on every machine. */

/** A number of things, in the singular where it is one: `1 payout`, `10 payouts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** A length of time as somebody would set it: `250 ms`, `2 s`, `1.5 s`, `30 minutes`. */
export function span(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms >= 60_000 && ms % 60_000 === 0 ? counted(ms / 60_000, "minute") : `${ms / 1_000} s`;
}

/** A moment of the run: `+1.234 s` after its start. */
export function moment(atMs: number): string {
  return `+${(atMs / 1000).toFixed(3)} s`;
}

/** Words as a reader would list them: `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
