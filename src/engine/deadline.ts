import type { Clock } from "../domain/clock.ts";

/** A moment at which patience ends, and a signal for whatever is still being waited for then. */
export interface Deadline {
  /** Aborts at the moment, plus the grace that was given. */
  readonly signal: AbortSignal;
  /** Infinity where there is no end. */
  atMs(): number;
  /** Brings the moment forward to so long from now; one that comes sooner stays. */
  shorten(withinMs: number): void;
  /** Forgets the timer. */
  cancel(): void;
}

/** A deadline in so long from now; without an end where `withinMs` is Infinity. */
export function createDeadline(clock: Clock, withinMs: number, graceMs = 0): Deadline {
  const controller = new AbortController();
  let atMs = Number.POSITIVE_INFINITY;
  let cancel = () => {};
  const shorten = (ms: number) => {
    if (clock.now() + ms >= atMs) return;
    atMs = clock.now() + ms;
    cancel();
    cancel = clock.timeout(ms + graceMs, () => controller.abort(new Error("the time for it was up")));
  };
  shorten(withinMs);
  return { signal: controller.signal, atMs: () => atMs, shorten, cancel: () => cancel() };
}

/** Calls `then` when the signal aborts, at once where it has already. The answer stops it. */
export function onAbort(signal: AbortSignal | undefined, then: () => void): () => void {
  if (signal?.aborted) then();
  else signal?.addEventListener("abort", then, { once: true });
  return () => signal?.removeEventListener("abort", then);
}
