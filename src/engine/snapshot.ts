import { type Balance, type Target, TargetError } from "../service/target.ts";
import { noneOpen, type OpenPayouts, pendingPayouts } from "./open-payouts.ts";

/** What one round of the drain sees of the system. */
export interface Snapshot {
  /** Why the service could not be read; null where it could. */
  readonly error: TargetError | null;
  /** Payments in flight at our own rail. */
  readonly inFlight: number;
  /** What the service itself calls pending. */
  readonly open: OpenPayouts;
  readonly balances: ReadonlyMap<string, Balance>;
}

/** Reads the balances of the projects and what is pending. An error of the service is part of the snapshot. */
export async function takeSnapshot(
  options: {
    readonly target: Target;
    readonly projectIds: readonly string[];
    readonly keyPrefix: string | null;
    readonly paymentsInFlight: () => number;
    readonly pendingOutcomes: () => number;
  },
  signal: AbortSignal,
): Promise<Snapshot> {
  const { target, projectIds, paymentsInFlight, pendingOutcomes } = options;
  const balances = new Map<string, Balance>();
  try {
    for (const projectId of projectIds) balances.set(projectId, await target.balance(projectId, { signal }));
    const listed = await pendingPayouts(options, { signal });
    // A payout may be listed and asked for, so the two are not added.
    const open = { ...listed, payouts: Math.max(listed.payouts, pendingOutcomes()) };
    // Asked last: a payment that the service began meanwhile is in flight now.
    return { error: null, inFlight: paymentsInFlight(), open, balances };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { error: error, inFlight: paymentsInFlight(), open: noneOpen, balances: new Map() };
  }
}
