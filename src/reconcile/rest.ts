import type { Unfinished } from "../domain/unfinished.ts";
import type { Course } from "./run-events.ts";

/** True where everything had come to rest when the final reads were made. */
export function isAtRest({ drained }: Course): boolean {
  return drained !== null && drained.unfinished.length === 0;
}

/** What may still be open although the whole time that the scenario gives was waited for. */
const waitedFor: ReadonlySet<Unfinished["kind"]> = new Set([
  "payouts-open",
  "money-held",
  "balance-moving",
  "drift-unexplained",
]);

/** True where everything had the time that the scenario gives it to come to rest, whether or not it did. */
export function hadItsTime({ drained, interrupted }: Course): boolean {
  return drained !== null && interrupted === null && drained.unfinished.every(({ kind }) => waitedFor.has(kind));
}
