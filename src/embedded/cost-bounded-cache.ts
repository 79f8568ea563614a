import type { Clock } from "../domain/clock.ts";

/** An answer that took so long is good for so many times as long. */
const PATIENCE = 100;

/**
 * Asks a question that costs something, at most one percent of the time: what it took long to answer is answered from memory for a hundred
 * times as long. Whoever asks meanwhile is told the same, but nobody is told what was true of something else: `subject` says of what.
 */
export function costBoundedCache<T>(
  ask: () => Promise<T>,
  clock: Clock,
  subject: () => number = () => 0,
): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let answeredOf = subject();
  let goodUntil = Number.NEGATIVE_INFINITY;
  return () => {
    if (answer !== undefined && answeredOf === subject() && clock.now() < goodUntil) return answer;
    answeredOf = subject();
    const asked = clock.now();
    goodUntil = Number.POSITIVE_INFINITY;
    answer = ask().finally(() => {
      goodUntil = clock.now() + PATIENCE * (clock.now() - asked);
    });
    return answer;
  };
}
