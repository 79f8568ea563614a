import type { Clock } from "../domain/clock.ts";
import { type Target, TargetError } from "../target/target.ts";
import type { FaultSource } from "./faults.ts";
import { countPending } from "./pending.ts";
import type { Progress } from "./progress.ts";

/**
 * An API may answer "pending" and pay in the background, so the last answer of the load is not its last payment. Healing the node at
 * that moment would spare the payments that are still to come the faults that were declared for them, and prove nothing.
 */
export interface ExhaustOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  readonly faults: FaultSource;
  readonly progress: Progress;
  readonly clock: Clock;
  /** The longest that it may take. */
  readonly withinMs: number;
  /** Aborted when nobody wants to wait any more. */
  readonly stop: AbortSignal;
}

const POLL_MS = 20;
/** How long no payment may have reached the node to say that no more will come. */
const QUIET_MS = 300;

/** Waits until every declared fault has met its payout, or until nothing is left that could still meet one. */
export async function exhaust(options: ExhaustOptions): Promise<void> {
  const { faults, progress, clock, withinMs, stop } = options;
  const endMs = clock.now() + withinMs;
  let payments = progress.payments;
  let sinceMs = clock.now();
  while (faults.unmet() > 0 && clock.now() < endMs && !stop.aborted) {
    if (progress.payments !== payments) {
      payments = progress.payments;
      sinceMs = clock.now();
    } else if (clock.now() - sinceMs >= QUIET_MS && !(await mayPayMore(options))) {
      return;
    }
    await clock.sleep(POLL_MS, stop).catch(() => {});
  }
}

/**
 * Whether more may happen to payments: somebody still waits for the end of one, and its fault comes when they hang up; or the API has
 * more pending payouts than the node has payments of, so that others are still to be sent.
 */
async function mayPayMore({ target, projectIds, faults }: ExhaustOptions): Promise<boolean> {
  if (faults.paymentsAwaited() > 0) return true;
  try {
    return (await countPending(target, projectIds)) > faults.paymentsInFlight();
  } catch (error) {
    // An API that is down for a moment may have more to pay when it is back; one that answers nonsense is not waited for.
    if (error instanceof TargetError) return error.kind === "unreachable";
    throw error;
  }
}
