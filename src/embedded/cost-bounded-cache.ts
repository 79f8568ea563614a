import type { Clock } from "../domain/clock.ts";

const CACHE_FACTOR = 100;

/**
 * Caches an expensive query so that it runs at most one percent of the time. Callers that ask meanwhile share its answer; a change of
 * `subject` invalidates it.
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
      goodUntil = clock.now() + CACHE_FACTOR * (clock.now() - asked);
    });
    return answer;
  };
}
