import type { ApiRestarted } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/** A planned crash. It explains attempts without an answer that were under way while the API was down, and nothing else. */
export interface Crash {
  readonly point: string;
  readonly instance: number;
  readonly atMs: number;
  /** Null if it never listened again. */
  readonly restartedAtMs: number | null;
}

/** An attempt that ended without an answer from the service. */
export interface UnansweredAttempt {
  readonly payout: PayoutNumber;
  readonly sentMs: number;
  readonly endedMs: number;
  /** True if the caller gave up waiting; false if the connection broke. */
  readonly gaveUp: boolean;
}

/** The sockets of a killed process close before its exit is reported. */
const SEEN_LATE_MS = 100;

/** After the restart a socket from before the crash may be used once more, and break. */
const GRACE_MS = 250;

/** Applies the restart of an instance. */
export function applyRestart(crashes: Crash[], { instance, atMs }: ApiRestarted): void {
  const index = crashes.findLastIndex((one) => one.instance === instance && one.restartedAtMs === null);
  const down = crashes[index];
  if (down !== undefined) crashes[index] = { ...down, restartedAtMs: atMs };
}

/**
 * True for an attempt that was under way while an instance was down. A connection breaks a little before the crash is seen, but a caller
 * who gave up about then had waited before the crash, so for him the crash must come well before the end.
 */
export function isExplainedByCrash(
  { sentMs, endedMs, gaveUp }: Omit<UnansweredAttempt, "payout">,
  crashes: readonly Crash[],
): boolean {
  const marginMs = gaveUp ? SEEN_LATE_MS : -SEEN_LATE_MS;
  return crashes.some(
    ({ atMs, restartedAtMs }) =>
      endedMs >= atMs + marginMs && (restartedAtMs === null || sentMs <= restartedAtMs + GRACE_MS),
  );
}
