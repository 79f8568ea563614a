import type { Quiescence } from "./system.ts";

/** How long to wait before the next question: a little longer each time, as long as nothing changes. */
export interface Pace {
  next(): number;
  /** Something changed: what follows may follow soon. */
  quicken(): void;
  /** The service asks to be left alone. */
  slow(): void;
}

const GROWTH = 1.5;

/** A pace that begins with the shortest wait. */
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
