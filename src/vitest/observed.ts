import type { Msat, Sats } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Balance, Entry, ListedPayout } from "../service/target.ts";

/** What was observed of one project around a test: its balance before and after, what was really paid, and what the books say. */
export interface Observed {
  readonly projectId: string;
  readonly opening: Balance;
  readonly closing: Balance;
  /** The payouts of the test, as the API lists them. */
  readonly payouts: readonly ObservedPayout[];
  /** The entries of the test; undefined if the API lists none. */
  readonly entries: readonly ObservedEntry[] | undefined;
  /** What was really paid; undefined without a node, and then the list of payouts is believed. */
  readonly settlements: readonly Settlement[] | undefined;
  /** What a payout listed as failed means without a node. */
  readonly injectedTimeouts: InjectedTimeouts;
  readonly unfinished: readonly Unfinished[];
}

/** A payout whose amount the list tells: nothing else says what was asked for. */
export type ObservedPayout = ListedPayout & { readonly amountMsat: Msat };

/** One change of the balance. */
export type ObservedEntry = Pick<Entry, "payoutId" | "key" | "effect" | "word" | "deltaMsat">;

/** A payment that reached its payee. */
export interface Settlement {
  /** The gamertag that was paid. */
  readonly payee: string;
  readonly amountSats: Sats;
}
