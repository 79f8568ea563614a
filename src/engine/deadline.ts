import type { Clock } from "../domain/clock.ts";

/** A moment after which nothing is waited for, and a signal that aborts what is still under way. */
export interface Deadline {
  /** Aborts at that moment, plus the grace period. */
  readonly signal: AbortSignal;
  /** Infinity for no deadline. */
  atMs(): number;
  /** Brings the moment forward to `withinMs` from now; an earlier one stays. */
  shorten(withinMs: number): void;
  /** Cancels the timer. */
  cancel(): void;
}

/** A deadline `withinMs` from now; Infinity for none. */
export function createDeadline(clock: Clock, withinMs: number, graceMs = 0): Deadline {
  const controller = new AbortController();
  let atMs = Number.POSITIVE_INFINITY;
  let cancel = () => {};
  const shorten = (ms: number) => {
    if (clock.now() + ms >= atMs) return;
    atMs = clock.now() + ms;
    cancel();
    cancel = clock.timeout(ms + graceMs, () => controller.abort(new Error("deadline reached")));
  };
  shorten(withinMs);
  return { signal: controller.signal, atMs: () => atMs, shorten, cancel: () => cancel() };
}

/** Calls `then` when the signal aborts, or at once if it already has. The returned function stops listening. */
export function onAbort(signal: AbortSignal | undefined, then: () => void): () => void {
  if (signal?.aborted) then();
  else signal?.addEventListener("abort", then, { once: true });
  return () => signal?.removeEventListener("abort", then);
}
