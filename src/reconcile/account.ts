import type { BalanceRead, Deposited, Oracle, RunStarted } from "../domain/fact.ts";
import type { Sats } from "../domain/money.ts";
import { type Bounds, type BoundsDraft, judgeRead, newBounds, openBounds, raiseBounds } from "./bounds.ts";

/**
 * The account of one project: what its balance was, what it is, and what it should be. The expected balance comes from what was
 * settled and never from the ledger that is being judged, so the drift is exact even where the ledger shows no entries.
 */
export interface ProjectAccount {
  readonly projectId: string;
  /** The last balance read before the load, without later deposits; null where it was not read. */
  readonly openingSats: Sats | null;
  /** What the harness deposited after that read. */
  readonly depositedSats: Sats;
  /** The balance after everything came to rest; null where it was not read. */
  readonly finalSats: Sats | null;
  /** The amounts of the harness's deposits, before or after the opening read, whose entry has not been seen. */
  readonly openDeposits: Sats[];
  /** True when reading the entries failed or is not offered; the same for the list of payouts. */
  readonly entriesFailed: boolean;
  readonly payoutsFailed: boolean;
  /** True when the entries were read to their end, so that a missing entry means something. */
  readonly entriesKnown: boolean;
  /** How many entries belong to payouts of this run. */
  readonly ownEntries: number;
  /** How many entries belong to no payout of this run and to no deposit of the harness, and what they add up to. */
  readonly strayEntries: number;
  readonly straySats: Sats;
  /** The lowest balance below zero that a read, or an entry of no payout, showed; null for none. */
  readonly overdraft: { readonly sats: Sats; readonly atMs: number } | null;
  /** What the balances read during the load are compared with. */
  readonly bounds: Bounds;
  /** Payouts with at least one settlement. */
  readonly settledPayouts: number;
  /** Payouts whose conclusion is unknown or pending. */
  readonly unknownOutcomes: number;
  /** The cost of every settled payment. */
  readonly spentSats: Sats;
  /** The part of the drift that the entries of payouts, compared with their settlements, account for. */
  readonly explainedSats: Sats;
  /** The part of the drift that nothing accounts for; null where there is no drift to know. */
  readonly residualSats: Sats | null;
}

/** An account that facts are still being entered into. */
export type AccountDraft = { -readonly [Key in keyof ProjectAccount]: ProjectAccount[Key] } & {
  readonly bounds: BoundsDraft;
};

/** An account of which nothing is known yet. */
export function newAccount(projectId: string): AccountDraft {
  return {
    projectId,
    openingSats: null,
    depositedSats: 0,
    finalSats: null,
    openDeposits: [],
    entriesFailed: false,
    payoutsFailed: false,
    entriesKnown: false,
    ownEntries: 0,
    strayEntries: 0,
    straySats: 0,
    overdraft: null,
    bounds: newBounds(),
    settledPayouts: 0,
    unknownOutcomes: 0,
    spentSats: 0,
    explainedSats: 0,
    residualSats: null,
  };
}

/** The opening balance with what was deposited after it was read; null where it was not read. */
export function fundedSats(account: ProjectAccount): Sats | null {
  return account.openingSats === null ? null : account.openingSats + account.depositedSats;
}

/** What the balance should be: every settled payment costs once, and nothing else does. */
export function expectedSats(account: ProjectAccount): Sats | null {
  const funded = fundedSats(account);
  return funded === null ? null : funded - account.spentSats;
}

/** Actual less expected; null where one of them is not known. */
export function driftSats(account: ProjectAccount): Sats | null {
  const expected = expectedSats(account);
  return expected === null || account.finalSats === null ? null : account.finalSats - expected;
}

/** Enters what the API says the project holds. An opening balance contains what was deposited before it was read. */
export function readBalance(account: AccountDraft, fact: BalanceRead): void {
  if (fact.when === "opening") {
    account.openingSats = fact.balanceSats;
    account.depositedSats = 0;
    openBounds(account.bounds, fact.balanceSats);
  }
  if (fact.when === "during") judgeRead(account.bounds, fact);
  if (fact.when === "final") account.finalSats = fact.balanceSats;
  noteOverdraft(account, fact.balanceSats, fact.atMs);
}

/** Enters a deposit of the harness. */
export function deposit(account: AccountDraft, fact: Deposited): void {
  account.depositedSats += fact.amountSats;
  account.openDeposits.push(fact.amountSats);
  raiseBounds(account.bounds, fact.atMs, fact.amountSats);
}

/**
 * Enters an entry that belongs to no payout of this run. One that adds exactly what the harness deposited is that deposit,
 * whatever the API calls it; one that moves nothing is a remark of the API's own; every other one is astray.
 */
export function enterStray(account: AccountDraft, deltaSats: Sats): void {
  if (deltaSats === 0) return;
  const matching = account.openDeposits.indexOf(deltaSats);
  if (matching >= 0) {
    account.openDeposits.splice(matching, 1);
    return;
  }
  account.strayEntries += 1;
  account.straySats += deltaSats;
}

/**
 * True when the entries can be relied upon: they were read to their end, and each can be told apart. Without the list of payouts an
 * entry that names no key cannot be told from somebody else's.
 */
export function relyOnEntries(account: ProjectAccount, { oracle }: RunStarted, runEnded: boolean): boolean {
  const nameless = account.strayEntries > 0 && (account.payoutsFailed || areNameless(account, oracle));
  return runEnded && account.finalSats !== null && !account.entriesFailed && !nameless;
}

/** True when a foreign API lists several entries and not one of them names a payout of this run: it does not name payouts our way. */
export function areNameless({ ownEntries, strayEntries }: ProjectAccount, oracle: Oracle): boolean {
  return oracle === "answers" && ownEntries === 0 && strayEntries > 1;
}

/** Remembers the lowest balance below zero. */
export function noteOverdraft(account: AccountDraft, balanceSats: Sats, atMs: number): void {
  if (balanceSats < (account.overdraft?.sats ?? 0)) account.overdraft = { sats: balanceSats, atMs };
}
