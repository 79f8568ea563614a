import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { Msat, Sats } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Balance } from "../target/target.ts";

/** What was observed of one project around a test: its balance before and after, what was really paid, and what the books say. */
export interface Observed {
  readonly projectId: string;
  readonly opening: Balance;
  readonly closing: Balance;
  /** The payouts that were made during the test, as the API lists them. */
  readonly payouts: readonly ObservedPayout[];
  /** The entries of the test; undefined where the API lists none. */
  readonly entries: readonly ObservedEntry[] | undefined;
  /** What was really paid, by payee; undefined without a node, and then the list of payouts is believed. */
  readonly settlements: readonly Settlement[] | undefined;
  /** What a payout listed as failed means without a node. */
  readonly injectedTimeouts: InjectedTimeouts;
  /** What had not finished. */
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

/** True for money that came in. A "deposit" that takes money away is not one. */
export function isDeposit({ effect, deltaMsat }: ObservedEntry): boolean {
  return effect === "deposit" && deltaMsat > 0;
}

/** The sum. */
export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
