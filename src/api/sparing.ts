import type { Clock } from "../domain/clock.ts";

/** An answer that took so long is good for so many times as long. */
const PATIENCE = 100;

/**
 * Asks a question that costs something, at most one percent of the time: what it took long to answer is answered from memory for a hundred
 * times as long. Whoever asks meanwhile is told the same.
 */
export function sparing<T>(ask: () => Promise<T>, clock: Clock): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let goodUntil = Number.NEGATIVE_INFINITY;
  return () => {
    if (answer !== undefined && clock.now() < goodUntil) return answer;
    const asked = clock.now();
    goodUntil = Number.POSITIVE_INFINITY;
    answer = ask().finally(() => {
      goodUntil = clock.now() + PATIENCE * (clock.now() - asked);
    });
    return answer;
  };
}
