import type { Clock } from "../../domain/clock.ts";

/** How many payouts one gamertag may ask for within a window. */
export interface RateLimit {
  readonly payouts: number;
  readonly windowMs: number;
}

/** Counts what each gamertag asks for. */
export interface RateLimiter {
  /**
   * Counts a payout that a gamertag asks for. Undefined when it may be made; else the whole seconds, 1 or more, after which the next
   * one may. A replay of an idempotency key counts like any other, because the limit is on asking.
   */
  ask(gamertag: string): number | undefined;
  /** Forgets everybody. */
  reset(): void;
}

/** So many gamertags are counted at once: a few megabytes. Beyond that the one whose window began first is forgotten. */
const MAX_GAMERTAGS = 50_000;

interface Window {
  readonly untilMs: number;
  asked: number;
}

/**
 * A limit by windows: one begins with the first payout of a gamertag, and with the first after it has ended. So there is one number to
 * remember for each gamertag, and none once its window has ended; the price is that two windows may be used up back to back.
 */
export function createRateLimiter({ payouts, windowMs }: RateLimit, clock: Clock): RateLimiter {
  // All windows are equally long, so a Map, which keeps the order of insertion, has the one that ends first in front.
  const windows = new Map<string, Window>();
  const forgetEnded = (nowMs: number) => {
    for (const [gamertag, { untilMs }] of windows) {
      if (untilMs > nowMs && windows.size < MAX_GAMERTAGS) return;
      windows.delete(gamertag);
    }
  };
  return {
    ask(gamertag) {
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
    reset: () => windows.clear(),
  };
}
