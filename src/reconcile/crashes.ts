import type { ApiCrashed, ApiRestarted } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/**
 * Planned crashes, and what they explain. While the API is down nobody answers, so an attempt without any answer is no wonder if it was
 * under way at some moment between the crash and the restart. Everything that was answered, and everything outside of that time, is
 * trouble of another kind.
 */
export interface Crash {
  readonly point: string;
  readonly instance: number;
  readonly atMs: number;
  /** When the instance listened again; null for never. */
  readonly restartedAtMs: number | null;
}

/** An attempt that ended without an answer of the service. */
export interface UnansweredAttempt {
  readonly payout: PayoutNumber;
  readonly sentMs: number;
  readonly endedMs: number;
  /** True where the caller gave up waiting; false where the connection kept the answer away. */
  readonly gaveUp: boolean;
}

/** The system closes the sockets of a killed process before it tells that the process has ended. */
const SEEN_LATE_MS = 100;

/** A socket from before the crash may be used once more, and break, when the API listens again. */
const GRACE_MS = 250;

/** Enters a crash. */
export function applyCrash(crashes: Crash[], { point, instance, atMs }: ApiCrashed): void {
  crashes.push({ point, instance, atMs, restartedAtMs: null });
}

/** Enters that an instance listens again, after its last crash. */
export function applyRestart(crashes: Crash[], { instance, atMs }: ApiRestarted): void {
  const index = crashes.findLastIndex((one) => one.instance === instance && one.restartedAtMs === null);
  const down = crashes[index];
  if (down !== undefined) crashes[index] = { ...down, restartedAtMs: atMs };
}

/**
 * True for an attempt that was under way while an instance was down. A connection breaks a little before the crash is seen; but a caller
 * who gave up waiting about then had been waiting all the time before it, so for him the crash has to come well before the end.
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
