import type { Clock } from "../domain/clock.ts";
import { type Target, TargetError } from "../target/target.ts";

/**
 * After the load the faults are healed, and everything gets time to come to rest: no payment in flight at the node, no payout
 * pending at the API, and balances that stay the same for a while. What is not at rest at the end of that time is a doubt.
 */
export interface DrainOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  /** Payments in flight at our own node; on a foreign target always 0, because nobody can know. */
  readonly paymentsInFlight: () => number;
  readonly drainMs: number;
  /** How long the balances have to stay the same to count as at rest. */
  readonly quietMs: number;
  readonly clock: Clock;
  /** Once `stop` aborts, the drain has only this long. */
  readonly hurry?: { readonly stop: AbortSignal; readonly withinMs: number } | undefined;
}

const POLL_MS = 20;

/** Waits until everything is at rest. The answer is "" or says what is not. */
export async function drain(options: DrainOptions): Promise<string> {
  const { clock, drainMs, quietMs, hurry } = options;
  const startedMs = clock.now();
  let deadlineMs = startedMs + drainMs;
  let hurried = false;
  let last = "";
  let sameSinceMs = clock.now();
  for (;;) {
    if (hurry?.stop.aborted && !hurried) {
      hurried = true;
      deadlineMs = Math.min(deadlineMs, clock.now() + hurry.withinMs);
    }
    const unrest = await unrestOf(options);
    if (unrest.reason !== "" || unrest.balances !== last) {
      last = unrest.balances;
      sameSinceMs = clock.now();
    } else if (clock.now() - sameSinceMs >= quietMs) {
      return "";
    }
    if (clock.now() >= deadlineMs) {
      const reason = unrest.reason === "" ? "the balances had not stayed the same long enough" : unrest.reason;
      return `${reason} when the drain ended after ${drainMs} ms`;
    }
    await clock.sleep(Math.min(POLL_MS, quietMs));
  }
}

interface Unrest {
  readonly reason: string;
  readonly balances: string;
}

async function unrestOf({ target, projectIds, paymentsInFlight }: DrainOptions): Promise<Unrest> {
  const balances: string[] = [];
  let pending = 0;
  for (const projectId of projectIds) {
    try {
      const { balanceSats, heldSats } = await target.balance(projectId);
      balances.push(`${balanceSats}/${heldSats}`);
      pending += await pendingPayouts(target, projectId);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      return { reason: error.message, balances: "" };
    }
  }
  const held = paymentsInFlight();
  const reasons = [
    ...(held > 0 ? [`${held} payments were still in flight at the node`] : []),
    ...(pending > 0 ? [`${pending} payouts were still pending at the API`] : []),
  ];
  return { reason: reasons.join(" and "), balances: balances.join(" ") };
}

/** How many payouts of a project are pending; 0 where the API has no list of payouts. */
async function pendingPayouts(target: Target, projectId: string): Promise<number> {
  let pending = 0;
  try {
    for await (const page of target.payouts(projectId, "pending")) {
      pending += page.filter(({ status }) => status === "pending").length;
    }
  } catch (error) {
    if (error instanceof TargetError && error.kind === "absent") return 0;
    throw error;
  }
  return pending;
}
