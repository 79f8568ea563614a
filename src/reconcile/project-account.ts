import type { BalanceRead, ReadFailed } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { DeclaredProject, RunStarted } from "../domain/run-started.ts";
import { type Bounds, type BoundsDraft, checkRead, newBounds, openBounds } from "./balance-bounds.ts";
import { driftOf, type ExpectedBalance, newExpectedBalance } from "./expected-balance.ts";

/**
 * The account of one project: what its balance was, what it is, and what it should be. The expected balance comes from what was
 * settled and never from the ledger that is being judged, so the drift is exact even where the ledger shows no entries.
 */
export interface ProjectAccount extends ExpectedBalance {
  readonly projectId: string;
  /** What the service may hold beyond the cost of a payout that is under way, as it declares. */
  readonly mayHold: DeclaredProject["mayHold"];
  /** The balance after everything came to rest; null where it was not read. */
  readonly finalMsat: Msat | null;
  /** What was held before the load; null where it was not read. */
  readonly openingHeldMsat: Msat | null;
  /** What is held at the end beyond that; null where it is not known. */
  readonly heldMsat: Msat | null;
  /** The most that may be held at the end, for payouts that are not final or whose charge is told of anyway. */
  readonly maxHeldMsat: Msat;
  /** True when reading the entries failed or is not offered; the same for the list of payouts. */
  readonly entriesFailed: boolean;
  readonly payoutsFailed: boolean;
  /** True when the entries were not offered even before the load, and when they were not any more at the end. */
  readonly entriesAbsent: boolean;
  readonly entriesLost: boolean;
  /** True when the entries were read to their end, so that a missing entry means something. */
  readonly entriesKnown: boolean;
  /** How many entries belong to payouts of this run. */
  readonly ownEntries: number;
  /** How many rows of the list of payouts belong to payouts of this run, and how many belong to none. */
  readonly ownRows: number;
  readonly strayRows: number;
  /** How many entries belong to no payout of this run, and what they add up to. */
  readonly strayEntries: number;
  readonly strayMsat: Msat;
  /** How many entries belong to payouts of others, and what they add up to. */
  readonly othersEntries: number;
  readonly othersMsat: Msat;
  /** The lowest balance below zero that a read, or an entry of no payout, showed; null for none. */
  readonly overdraft: { readonly msat: Msat; readonly atMs: number } | null;
  /** What the balances read during the load are compared with. */
  readonly bounds: Bounds;
  /** Payouts with at least one settlement. */
  readonly settledPayouts: number;
  /** Payouts whose conclusion is unknown or pending. */
  readonly unknownOutcomes: number;
  /** Payments that answers and lists leave open, and what they would take from the balance together. */
  readonly openPayments: number;
  readonly openMsat: Msat;
  /** The part of the drift that the entries of payouts, compared with their settlements, account for. */
  readonly explainedMsat: Msat;
  /** The part of the drift that nothing accounts for; null where there is no drift to know. */
  readonly residualMsat: Msat | null;
}

/** An account that facts are still being entered into. */
export type AccountDraft = { -readonly [Key in keyof ProjectAccount]: ProjectAccount[Key] } & {
  readonly bounds: BoundsDraft;
};

const NOTHING_MORE: DeclaredProject["mayHold"] = { ppm: 0, atLeastMsat: 0 };

/** An account of which nothing is known yet. */
export function newAccount(projectId: string, mayHold = NOTHING_MORE): AccountDraft {
  return {
    projectId,
    mayHold,
    ...newExpectedBalance(),
    finalMsat: null,
    openingHeldMsat: null,
    heldMsat: null,
    maxHeldMsat: 0,
    entriesFailed: false,
    payoutsFailed: false,
    entriesAbsent: false,
    entriesLost: false,
    entriesKnown: false,
    ownEntries: 0,
    ownRows: 0,
    strayRows: 0,
    strayEntries: 0,
    strayMsat: 0,
    othersEntries: 0,
    othersMsat: 0,
    overdraft: null,
    bounds: newBounds(),
    settledPayouts: 0,
    unknownOutcomes: 0,
    openPayments: 0,
    openMsat: 0,
    explainedMsat: 0,
    residualMsat: null,
  };
}

/** Actual less expected; null where one of them is not known. */
export function driftMsat(account: ProjectAccount): Msat | null {
  return driftOf(account, account.finalMsat);
}

/** What is held at the end and should not be: more than open payouts explain, or less than nothing. 0 for nothing of it. */
export function unexplainedHeldMsat({ heldMsat, maxHeldMsat }: ProjectAccount): Msat {
  if (heldMsat === null || (heldMsat >= 0 && heldMsat <= maxHeldMsat)) return 0;
  return heldMsat < 0 ? heldMsat : heldMsat - maxHeldMsat;
}

/** Enters what the API says the project holds. */
export function applyBalanceRead(account: AccountDraft, fact: BalanceRead, { staleReadsMs }: RunStarted): void {
  if (fact.when === "opening") {
    account.openingMsat = fact.balanceMsat;
    account.openingHeldMsat = fact.heldMsat;
    openBounds(account.bounds, fact);
  }
  if (fact.when === "during") checkRead(account.bounds, fact, staleReadsMs);
  if (fact.when === "final") {
    account.finalMsat = fact.balanceMsat;
    account.heldMsat = account.openingHeldMsat === null ? null : fact.heldMsat - account.openingHeldMsat;
  }
  noteOverdraft(account, fact.balanceMsat, fact.atMs);
}

/** Enters that something could not be read. What was offered before the load and is not any more is lost. */
export function applyReadFailure(account: AccountDraft, { what, absent }: ReadFailed, isBeforeLoad: boolean): void {
  if (what === "payouts") account.payoutsFailed = true;
  if (what !== "entries") return;
  account.entriesFailed = true;
  if (!absent) return;
  if (isBeforeLoad) account.entriesAbsent = true;
  else if (!account.entriesAbsent) account.entriesLost = true;
}

/** Enters an entry that belongs to no payout of this run. One that moves nothing is a remark of the API's own; every other one is astray. */
export function applyStrayEntry(account: AccountDraft, deltaMsat: Msat): void {
  if (deltaMsat === 0) return;
  account.strayEntries += 1;
  account.strayMsat += deltaMsat;
}

/** Enters an entry of a payout that somebody else asked for: it is none of this run's business, and the balance has moved by it all the same. */
export function applyForeignEntry(account: AccountDraft, deltaMsat: Msat): void {
  account.othersEntries += 1;
  account.othersMsat += deltaMsat;
}

/**
 * True when the entries can be relied upon: they were read to their end, and each can be told apart. Without the list of payouts an
 * entry that names no key cannot be told from somebody else's.
 */
export function areEntriesReliable(account: ProjectAccount, run: RunStarted, runEnded: boolean): boolean {
  const nameless = (account.strayEntries > 0 && account.payoutsFailed) || areEntriesUnmatched(account, run);
  return runEnded && account.finalMsat !== null && !account.entriesFailed && !nameless;
}

/**
 * True when a service of somebody else's lists entries and not one of them names a payout of this run: it does not name payouts our way. An
 * entry under a key that is not ours is one of others, or one of ours under a name that the service made of our key; nobody can tell.
 */
export function areEntriesUnmatched(
  { ownEntries, strayEntries, othersEntries }: ProjectAccount,
  { oracle, target }: RunStarted,
): boolean {
  const isForeign = oracle === "answers" || target !== null;
  return isForeign && ownEntries === 0 && (strayEntries > 1 || othersEntries > 0);
}

/** True where others may have moved the balance, and the entries do not tell by how much: no drift can be held against anybody then. */
export function isDriftUnattributable({ entriesKnown, othersEntries }: ProjectAccount): boolean {
  return !entriesKnown && othersEntries > 0;
}

/** Remembers the lowest balance below zero. */
export function noteOverdraft(account: AccountDraft, balanceMsat: Msat, atMs: number): void {
  if (balanceMsat < (account.overdraft?.msat ?? 0)) account.overdraft = { msat: balanceMsat, atMs };
}
