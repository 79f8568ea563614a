import type { Clock } from "../../domain/clock.ts";

/** How long the same is not said again. */
const PAUSE_MS = 5_000;

/**
 * Says the same at most once in a while: a full disk is met by every request, and a line for each would bury the first. How often it was
 * met meanwhile is added to the next line.
 */
export function seldom(say: (message: string) => void, clock: Clock): (message: string) => void {
  const said = new Map<string, { atMs: number; unsaid: number }>();
  return (message) => {
    const last = said.get(message);
    const nowMs = clock.now();
    if (last !== undefined && nowMs - last.atMs < PAUSE_MS) {
      last.unsaid += 1;
      return;
    }
    said.set(message, { atMs: nowMs, unsaid: 0 });
    const unsaid = last?.unsaid ?? 0;
    say(unsaid === 0 ? message : `${message}, and ${unsaid} more times since then`);
  };
}
