import type { Clock } from "../domain/clock.ts";
import { type Target, TargetError } from "../target/target.ts";
import { countPending } from "./pending.ts";

/**
 * After the load the faults are healed, and everything gets time to come to rest: no payment in flight at the node, no payout
 * pending at the API, and balances that stay the same for a while. What is not at rest at the end of that time is a doubt; except
 * payouts that had the whole time, and are still pending although our own node has come to an end with them: those are a finding.
 */
export interface DrainOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  /** Payments in flight at our own node; on a foreign target always 0, because nobody can know. */
  readonly paymentsInFlight: () => number;
  /** True for a node of our own: where it has come to an end with everything, a payout that is still pending is nothing to wait for. */
  readonly nodeIsOurs: boolean;
  readonly drainMs: number;
  /** How long the balances have to stay the same to count as at rest. */
  readonly quietMs: number;
  readonly clock: Clock;
  /** Aborted when the API has died: then there is nobody to wait for. */
  readonly death?: AbortSignal | undefined;
  /** Once `stop` aborts, the drain has only this long. */
  readonly hurry?: { readonly stop: AbortSignal; readonly withinMs: number } | undefined;
}

const POLL_MS = 20;

/**
 * How long nothing may have moved to say of pending payouts that nobody comes back to them: longer than it takes to take over what a
 * killed process left behind. What has had less time is a doubt and no finding.
 */
const GIVEN_UP_MS = 2_000;

/** Waits until everything is at rest. The answer is "" or says what is not. */
export async function drain(options: DrainOptions): Promise<string> {
  const { clock, drainMs, quietMs, hurry, nodeIsOurs, death } = options;
  let deadlineMs = clock.now() + drainMs;
  let hurried = false;
  let last = "";
  // Quiet: no payment is in flight, no balance moves, and no payout is decided. At rest: no payout is pending either.
  let quietSinceMs = clock.now();
  let restSinceMs = clock.now();
  for (;;) {
    if (hurry?.stop.aborted && !hurried) {
      hurried = true;
      deadlineMs = Math.min(deadlineMs, clock.now() + hurry.withinMs);
    }
    const unrest = await unrestOf(options);
    const now = clock.now();
    const standing = `${unrest.balances} ${unrest.pending}`;
    const moves = unrest.trouble !== "" || standing !== last;
    last = standing;
    if (moves) quietSinceMs = now;
    if (moves || unrest.pending !== "") restSinceMs = now;
    else if (now - restSinceMs >= quietMs) return "";
    if (now >= deadlineMs) {
      // A drain that was cut short has not given them the time that they were promised.
      const isGivenUp = unrest.pending !== "" && now - quietSinceMs >= GIVEN_UP_MS;
      return nodeIsOurs && isGivenUp && !hurried ? "" : `${reasonOf(unrest)} when the drain ended after ${drainMs} ms`;
    }
    if (death?.aborted) return "the payout API was gone";
    await clock.sleep(Math.min(POLL_MS, quietMs), death).catch(() => {});
  }
}

/** What is not at rest, in words; "" for none of it. */
interface Unrest {
  /** Payments in flight, or a target that cannot be read. */
  readonly trouble: string;
  readonly pending: string;
  readonly balances: string;
}

function reasonOf({ trouble, pending }: Unrest): string {
  const reasons = [trouble, pending].filter((reason) => reason !== "");
  return reasons.length === 0 ? "the balances had not stayed the same long enough" : reasons.join(" and ");
}

async function unrestOf({ target, projectIds, paymentsInFlight }: DrainOptions): Promise<Unrest> {
  const balances: string[] = [];
  let pending = 0;
  try {
    for (const projectId of projectIds) {
      const { balanceSats, heldSats } = await target.balance(projectId);
      balances.push(`${balanceSats}/${heldSats}`);
    }
    pending = await countPending(target, projectIds);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { trouble: error.message, pending: "", balances: "" };
  }
  const held = paymentsInFlight();
  return {
    trouble: held > 0 ? `${were(held, "payment")} still in flight at the node` : "",
    pending: pending > 0 ? `${were(pending, "payout")} still pending at the API` : "",
    balances: balances.join(" "),
  };
}

function were(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} was` : `${count} ${noun}s were`;
}
