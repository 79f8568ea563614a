import { isOpen } from "../domain/books.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import { type ListedPayout, type Reading, type Target, TargetError } from "../target/target.ts";

/** Payouts that may still change. */
export interface OpenPayouts {
  readonly payouts: number;
  /** Under which words of the service, each once, those first that were met first. */
  readonly words: readonly string[];
}

/** No payout is open. */
export const noneOpen: OpenPayouts = { payouts: 0, words: [] };

/** Whose payouts are looked at. */
export interface OpenPayoutsOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  /** Of the keys of the run. A list may hold what others left behind, which nobody waits for; null takes every payout for one of the run. */
  readonly keyPrefix: string | null;
}

/**
 * What the service itself calls pending: a question that it can answer quickly, so it is what is asked again and again. None where it has
 * no list of payouts. @throws TargetError
 */
export async function pendingPayouts(options: OpenPayoutsOptions, reading: Reading): Promise<OpenPayouts> {
  return counted(
    options,
    { ...reading, pendingOnly: true },
    (row) => row.state === "pending" && !isOfOthers(options, row),
  );
}

/**
 * The same of everything that is listed, so that words which are not known are met as well; `listed` is told how each payout of the run
 * stands. It takes as long as the list is. @throws TargetError
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
    // Whose a payout without a key is nobody knows: pending, it may be ours; under any other word it may be years old.
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

/** A service may word every payout differently, and nobody reads so many. */
const MAX_WORDS = 5;

/** True for a row that belongs to another project of the run: a service that lists the payouts of all projects lists it there again. */
export function isListedAgain(row: ListedPayout, projectId: string, projectIds: readonly string[]): boolean {
  return row.projectId !== undefined && row.projectId !== projectId && projectIds.includes(row.projectId);
}
