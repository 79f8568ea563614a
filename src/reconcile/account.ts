import type { BalanceRead, Oracle, RunStarted } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import { type Bounds, type BoundsDraft, judgeRead, newBounds, openBounds } from "./bounds.ts";
import { driftOf, type ExpectedBalance, newExpectedBalance } from "./expected.ts";

/**
 * The account of one project: what its balance was, what it is, and what it should be. The expected balance comes from what was
 * settled and never from the ledger that is being judged, so the drift is exact even where the ledger shows no entries.
 */
export interface ProjectAccount extends ExpectedBalance {
  readonly projectId: string;
  /** The balance after everything came to rest; null where it was not read. */
  readonly finalMsat: Msat | null;
  /** True when reading the entries failed or is not offered; the same for the list of payouts. */
  readonly entriesFailed: boolean;
  readonly payoutsFailed: boolean;
  /** True when the entries were read to their end, so that a missing entry means something. */
  readonly entriesKnown: boolean;
  /** How many entries belong to payouts of this run. */
  readonly ownEntries: number;
  /** How many entries belong to no payout of this run, and what they add up to. */
  readonly strayEntries: number;
  readonly strayMsat: Msat;
  /** The lowest balance below zero that a read, or an entry of no payout, showed; null for none. */
  readonly overdraft: { readonly msat: Msat; readonly atMs: number } | null;
  /** What the balances read during the load are compared with. */
  readonly bounds: Bounds;
  /** Payouts with at least one settlement. */
  readonly settledPayouts: number;
  /** Payouts whose conclusion is unknown or pending. */
  readonly unknownOutcomes: number;
  /** The part of the drift that the entries of payouts, compared with their settlements, account for. */
  readonly explainedMsat: Msat;
  /** The part of the drift that nothing accounts for; null where there is no drift to know. */
  readonly residualMsat: Msat | null;
}

/** An account that facts are still being entered into. */
export type AccountDraft = { -readonly [Key in keyof ProjectAccount]: ProjectAccount[Key] } & {
  readonly bounds: BoundsDraft;
};

/** An account of which nothing is known yet. */
export function newAccount(projectId: string): AccountDraft {
  return {
    projectId,
    ...newExpectedBalance(),
    finalMsat: null,
    entriesFailed: false,
    payoutsFailed: false,
    entriesKnown: false,
    ownEntries: 0,
    strayEntries: 0,
    strayMsat: 0,
    overdraft: null,
    bounds: newBounds(),
    settledPayouts: 0,
    unknownOutcomes: 0,
    explainedMsat: 0,
    residualMsat: null,
  };
}

/** Actual less expected; null where one of them is not known. */
export function driftMsat(account: ProjectAccount): Msat | null {
  return driftOf(account, account.finalMsat);
}

/** Enters what the API says the project holds. */
export function readBalance(account: AccountDraft, fact: BalanceRead): void {
  if (fact.when === "opening") {
    account.openingMsat = fact.balanceMsat;
    openBounds(account.bounds, fact.balanceMsat);
  }
  if (fact.when === "during") judgeRead(account.bounds, fact);
  if (fact.when === "final") account.finalMsat = fact.balanceMsat;
  noteOverdraft(account, fact.balanceMsat, fact.atMs);
}

/** Enters an entry that belongs to no payout of this run. One that moves nothing is a remark of the API's own; every other one is astray. */
export function enterStray(account: AccountDraft, deltaMsat: Msat): void {
  if (deltaMsat === 0) return;
  account.strayEntries += 1;
  account.strayMsat += deltaMsat;
}

/**
 * True when the entries can be relied upon: they were read to their end, and each can be told apart. Without the list of payouts an
 * entry that names no key cannot be told from somebody else's.
 */
export function relyOnEntries(account: ProjectAccount, { oracle }: RunStarted, runEnded: boolean): boolean {
  const nameless = account.strayEntries > 0 && (account.payoutsFailed || areNameless(account, oracle));
  return runEnded && account.finalMsat !== null && !account.entriesFailed && !nameless;
}

/** True when a foreign API lists several entries and not one of them names a payout of this run: it does not name payouts our way. */
export function areNameless({ ownEntries, strayEntries }: ProjectAccount, oracle: Oracle): boolean {
  return oracle === "answers" && ownEntries === 0 && strayEntries > 1;
}

/** Remembers the lowest balance below zero. */
export function noteOverdraft(account: AccountDraft, balanceMsat: Msat, atMs: number): void {
  if (balanceMsat < (account.overdraft?.msat ?? 0)) account.overdraft = { msat: balanceMsat, atMs };
}
