import type { Clock } from "../domain/clock.ts";
import { type Target, TargetError } from "../target/target.ts";
import { pendingPayouts } from "./open-payouts.ts";
import { createPace } from "./pace.ts";
import type { Progress } from "./progress.ts";
import type { FaultSource, Quiescence } from "./system.ts";

/**
 * An API may answer "pending" and pay in the background, so the last answer of the load is not its last payment. Healing the rail at
 * that moment would spare the payments that are still to come the faults that were declared for them, and prove nothing.
 */
export interface AwaitedFaults {
  readonly target: Target;
  readonly projectIds: readonly string[];
  readonly keyPrefix: string;
  readonly faults: FaultSource;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly pace: Quiescence["pace"];
  /** The longest that it may take. */
  readonly withinMs: number;
  /** Aborted when nobody wants to wait any more. */
  readonly stop: AbortSignal;
}

/** How long no payment may have reached the rail to say that no more will come. */
const QUIET_MS = 300;

/** Waits until every declared fault has met its payout, or until nothing is left that could still meet one. */
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
 * Whether more may happen to payments: somebody still waits for the end of one, and its fault comes when they hang up; or the API has
 * more pending payouts than the rail has payments of, so that others are still to be sent.
 */
async function mayPayMore(options: AwaitedFaults): Promise<boolean> {
  const { faults, stop } = options;
  if (faults.paymentsAwaited() > 0) return true;
  try {
    const { payouts } = await pendingPayouts(options, { signal: stop });
    return payouts > faults.paymentsInFlight();
  } catch (error) {
    // An API that is down or busy for a moment may have more to pay later; one that answers nonsense is not waited for.
    if (error instanceof TargetError) return error.kind === "unreachable" || error.kind === "busy";
    throw error;
  }
}
