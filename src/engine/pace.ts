import type { Quiescence } from "./system-under-test.ts";

/** How long to wait before the next read: a little longer each time nothing changed. */
export interface Pace {
  next(): number;
  /** Something changed, so more may follow soon. */
  quicken(): void;
  /** The service is busy. */
  slow(): void;
}

const GROWTH = 1.5;

/** A pace that starts with the shortest wait. */
export function createPace({ fromMs, toMs }: Quiescence["pace"]): Pace {
  let waitMs = fromMs;
  return {
    next() {
      const now = waitMs;
      waitMs = Math.min(toMs, waitMs * GROWTH);
      return now;
    },
    quicken() {
      waitMs = fromMs;
    },
    slow() {
      waitMs = toMs;
    },
  };
}
