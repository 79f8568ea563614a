import { isOpen } from "../domain/books.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import { type ListedPayout, type Reading, type Target, TargetError } from "../service/target.ts";

/** Payouts that may still change. */
export interface OpenPayouts {
  readonly payouts: number;
  /** The service's words for them, each once, in the order met. */
  readonly words: readonly string[];
}

/** No payout is open. */
export const noneOpen: OpenPayouts = { payouts: 0, words: [] };

/** Whose payouts are counted. */
export interface OpenPayoutsOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  /** The prefix of the run's keys, because a list may hold payouts of others. Null counts every payout as one of the run. */
  readonly keyPrefix: string | null;
}

/**
 * The payouts that the service itself calls pending: a quick query, so it is the one that is repeated. None where the service has no list
 * of payouts. @throws TargetError
 */
export async function pendingPayouts(options: OpenPayoutsOptions, reading: Reading): Promise<OpenPayouts> {
  return counted(
    options,
    { pendingOnly: true, ...reading },
    (row) => row.state === "pending" && !isOfOthers(options, row),
  );
}

/**
 * The same for the whole list, so that unknown words are met as well. Calls `listed` with each payout of the run. Takes as long as the list
 * is. @throws TargetError
 */
export async function openPayouts(
  options: OpenPayoutsOptions,
  reading: Reading,
  listed: (payout: PayoutNumber, row: ListedPayout) => void,
): Promise<OpenPayouts> {
  return counted(options, reading, (row) => {
    const payout = options.keyPrefix === null ? undefined : payoutNumberOf(options.keyPrefix, row.key);
    if (payout !== undefined) listed(payout, row);
    if (payout !== undefined || options.keyPrefix === null) return isOpen(row.state);
    // A payout without a key may be anybody's: a pending one may be ours; one under any other word may be years old.
    return row.state === "pending" && !isOfOthers(options, row);
  });
}

function isOfOthers({ keyPrefix }: OpenPayoutsOptions, { key }: ListedPayout): boolean {
  return keyPrefix !== null && key !== "" && payoutNumberOf(keyPrefix, key) === undefined;
}

async function counted(
  { target, projectIds }: OpenPayoutsOptions,
  reading: Reading & { readonly pendingOnly?: boolean },
  counts: (row: ListedPayout) => boolean,
): Promise<OpenPayouts> {
  let payouts = 0;
  const words = new Set<string>();
  try {
    for (const projectId of projectIds) {
      for await (const page of target.payouts(projectId, reading)) {
        for (const row of page) {
          if (isListedAgain(row, projectId, projectIds) || !counts(row)) continue;
          payouts += 1;
          if (words.size < MAX_WORDS) words.add(row.word);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof TargetError) || error.kind !== "absent") throw error;
  }
  return { payouts, words: [...words] };
}

/** A service may use a different word for every payout. */
const MAX_WORDS = 5;

/** True for a row of another project of the run: a service that lists the payouts of all projects lists it there as well. */
export function isListedAgain(row: ListedPayout, projectId: string, projectIds: readonly string[]): boolean {
  return row.projectId !== undefined && row.projectId !== projectId && projectIds.includes(row.projectId);
}
