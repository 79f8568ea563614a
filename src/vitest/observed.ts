import type { Sats } from "../domain/money.ts";

/**
 * What was seen of one project while a test ran: what it held before and after, what was really paid meanwhile, and what the ledger says
 * of each payout.
 */
export interface Observed {
  readonly projectId: string;
  /** Available and held sats before and after. */
  readonly openingSats: Sats;
  readonly closingSats: Sats;
  /** The payouts that were made meanwhile, as the API lists them. */
  readonly payouts: readonly ObservedPayout[];
  /** How the balance moved meanwhile; undefined where the API does not tell. */
  readonly entries: readonly ObservedEntry[] | undefined;
  /** What was really paid meanwhile, by the payee; undefined where nobody saw the node, and the statuses are believed. */
  readonly settlements: readonly Settlement[] | undefined;
}

/** A payout as the API lists it. */
export interface ObservedPayout {
  readonly payoutId: string;
  readonly key: string;
  /** Who is paid; "" where the API does not tell. */
  readonly gamertag: string;
  readonly status: string;
  readonly amountSats: Sats;
}

/** One change of the balance. */
export interface ObservedEntry {
  readonly payoutId: string;
  readonly key: string;
  readonly cause: string;
  readonly deltaSats: Sats;
}

/** A payment that reached its payee. */
export interface Settlement {
  /** The gamertag that was paid. */
  readonly payee: string;
  readonly amountSats: Sats;
}
