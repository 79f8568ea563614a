import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { Msat, Sats } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Balance } from "../target/target.ts";

/**
 * What was seen of one project while a test ran: what it held before and after, what was really paid meanwhile, and what the books say
 * of each payout.
 */
export interface Observed {
  readonly projectId: string;
  readonly opening: Balance;
  readonly closing: Balance;
  /** The payouts that were made meanwhile, as the API lists them. */
  readonly payouts: readonly ObservedPayout[];
  /** How the balance moved meanwhile; undefined where the API does not tell. */
  readonly entries: readonly ObservedEntry[] | undefined;
  /** What was really paid meanwhile, by the payee; undefined where nobody saw the node, and the list of payouts is believed. */
  readonly settlements: readonly Settlement[] | undefined;
  /** What it means where the list calls a payout failed, and nobody saw the node. */
  readonly injectedTimeouts: InjectedTimeouts;
  /** What was still moving when it was seen. */
  readonly unfinished: readonly Unfinished[];
}

/** A payout as the API lists it. */
export interface ObservedPayout {
  readonly payoutId: string;
  readonly key: string;
  /** Who is paid; "" where the API does not tell. */
  readonly gamertag: string;
  readonly state: PayoutState;
  readonly word: string;
  readonly amountMsat: Msat;
}

/** One change of the balance. */
export interface ObservedEntry {
  readonly payoutId: string;
  readonly key: string;
  readonly effect: EntryEffect;
  readonly word: string;
  readonly deltaMsat: Msat;
}

/** A payment that reached its payee. */
export interface Settlement {
  /** The gamertag that was paid. */
  readonly payee: string;
  readonly amountSats: Sats;
}

/** Money that came in. What is called a deposit and takes money away is none. */
export function isDeposit({ effect, deltaMsat }: ObservedEntry): boolean {
  return effect === "deposit" && deltaMsat > 0;
}

/** All of them together. */
export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
