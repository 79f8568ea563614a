import type { Clock } from "../../domain/clock.ts";

/** How long a message is not repeated. */
const PAUSE_MS = 5_000;

/**
 * Prints a message at most once in a while, and then how often it was suppressed: every request runs into a full disk, and a line for each
 * would bury the first.
 */
export function throttleMessages(print: (message: string) => void, clock: Clock): (message: string) => void {
  const printed = new Map<string, { atMs: number; suppressed: number }>();
  return (message) => {
    const last = printed.get(message);
    const nowMs = clock.now();
    if (last !== undefined && nowMs - last.atMs < PAUSE_MS) {
      last.suppressed += 1;
      return;
    }
    printed.set(message, { atMs: nowMs, suppressed: 0 });
    const suppressed = last?.suppressed ?? 0;
    print(suppressed === 0 ? message : `${message} (${suppressed} more since the last line)`);
  };
}
