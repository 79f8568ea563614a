import type { Clock } from "../domain/clock.ts";
import { type Target, TargetError } from "../service/target.ts";
import { pendingPayouts } from "./open-payouts.ts";
import { createPace } from "./pace.ts";
import type { Progress } from "./progress.ts";
import type { FaultSource, Quiescence } from "./system-under-test.ts";

/**
 * An API may answer "pending" and pay in the background, so the last answer of the load does not mean the last payment. Payments that come
 * after the heal would not meet the faults that were planned for them, and the run would prove nothing.
 */
export interface AwaitedFaults {
  readonly target: Target;
  readonly projectIds: readonly string[];
  readonly keyPrefix: string;
  readonly faults: FaultSource;
  /** Payouts that the service called pending when it was last asked for them one by one. */
  readonly pendingOutcomes: () => number;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly pace: Quiescence["pace"];
  /** The longest wait. */
  readonly withinMs: number;
  /** Aborted to stop waiting. */
  readonly stop: AbortSignal;
}

/** When no payment has reached the rail for this long, no more are expected. */
const QUIET_MS = 300;

/** Waits until every planned fault has fired, or until nothing is left that could still meet one. */
export async function awaitPlannedFaults(options: AwaitedFaults): Promise<void> {
  const { faults, progress, clock, withinMs, stop } = options;
  const endMs = clock.now() + withinMs;
  const pace = createPace(options.pace);
  let payments = progress.payments;
  let sinceMs = clock.now();
  while (faults.faultsAhead() > 0 && clock.now() < endMs && !stop.aborted) {
    if (progress.payments !== payments) {
      payments = progress.payments;
      sinceMs = clock.now();
      pace.quicken();
    } else if (clock.now() - sinceMs >= QUIET_MS && !(await mayPayMore(options))) {
      return;
    }
    await clock.sleep(Math.min(pace.next(), endMs - clock.now()), stop);
  }
}

/**
 * True where faults may still fire: the API still awaits a payment whose fault fires when it disconnects; or it has more pending payouts
 * than the rail has payments, so that more payments will follow.
 */
async function mayPayMore(options: AwaitedFaults): Promise<boolean> {
  const { faults, stop, pendingOutcomes } = options;
  if (faults.paymentsAwaited() > 0) return true;
  try {
    const { payouts } = await pendingPayouts(options, { signal: stop });
    return Math.max(payouts, pendingOutcomes()) > faults.paymentsInFlight();
  } catch (error) {
    // An API that is briefly down or busy may pay later; one that answers nonsense is not waited for.
    if (error instanceof TargetError) return error.kind === "unreachable" || error.kind === "busy";
    throw error;
  }
}
