import type { Clock } from "../../domain/clock.ts";

/** How many payouts a gamertag may request within a window. */
export interface RateLimit {
  readonly payouts: number;
  readonly windowMs: number;
}

/** How many gamertags are counted at once. Beyond that, the one with the oldest window is forgotten. */
const MAX_GAMERTAGS = 50_000;

interface Window {
  readonly untilMs: number;
  asked: number;
}

/** Counts the requests of each gamertag. */
export type RateLimiter = ReturnType<typeof createRateLimiter>;

/** A limit by fixed windows, which start with a gamertag's first request. Two windows may be used up back to back. */
export function createRateLimiter({ payouts, windowMs }: RateLimit, clock: Clock) {
  // All windows are equally long, so a Map, which keeps the order of insertion, has the one that ends first in front.
  const windows = new Map<string, Window>();
  const forgetEnded = (nowMs: number) => {
    for (const [gamertag, { untilMs }] of windows) {
      if (untilMs > nowMs && windows.size < MAX_GAMERTAGS) return;
      windows.delete(gamertag);
    }
  };
  return {
    /** Counts a request, also a replay. Returns undefined when it is allowed; otherwise the whole seconds, 1 or more, until the next one is. */
    ask(gamertag: string): number | undefined {
      const nowMs = clock.now();
      const current = windows.get(gamertag);
      if (current === undefined || current.untilMs <= nowMs) {
        forgetEnded(nowMs);
        windows.set(gamertag, { untilMs: nowMs + windowMs, asked: 1 });
        return undefined;
      }
      if (current.asked >= payouts) return Math.ceil((current.untilMs - nowMs) / 1_000);
      current.asked += 1;
      return undefined;
    },
    /** Forgets all gamertags. */
    reset: () => windows.clear(),
  };
}
