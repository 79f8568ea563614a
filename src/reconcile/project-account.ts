import type { BalanceRead, ReadFailed } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { DeclaredProject, RunStarted } from "../domain/run-started.ts";
import { type Bounds, checkRead, newBounds, openBounds } from "./balance-bounds.ts";
import { areRoutesUnknown, driftOf, newExpectedBalance } from "./expected-balance.ts";

/**
 * The account of one project: what its balance was, is, and should be. The expected balance comes from settlements and never from the
 * ledger being judged, so the drift is exact even without entries.
 */
export type ProjectAccount = Readonly<Omit<AccountDraft, "bounds">> & { readonly bounds: Bounds };

/** An account that facts are still applied to. */
export type AccountDraft = ReturnType<typeof newAccount>;

const NOTHING_MORE: DeclaredProject["mayHold"] = { ppm: 0, atLeastMsat: 0 };

/** An empty account. `mayHold` is what the service may hold beyond the cost of a payout under way, as declared. */
export function newAccount(projectId: string, mayHold = NOTHING_MORE) {
  return {
    projectId,
    mayHold,
    ...newExpectedBalance(),
    /** The balance after the drain; null if it was not read. */
    finalMsat: null as Msat | null,
    /** What was held before the load; null if it was not read. */
    openingHeldMsat: null as Msat | null,
    /** What is held at the end beyond that; null if it is not known. */
    heldMsat: null as Msat | null,
    /** The most that may be held at the end: for payouts that are not final, or whose charge is a finding anyway. */
    maxHeldMsat: 0,
    /** True if entries could not be read, and if the list of payouts could not. */
    entriesFailed: false,
    payoutsFailed: false,
    /** True if the API offered no entries before the load, and if it did then but not at the end. */
    entriesAbsent: false,
    entriesLost: false,
    /** True if all entries were read, so that a missing entry means something. */
    entriesKnown: false,
    /** Entries of payouts of this run, and rows of such payouts and of others. */
    ownEntries: 0,
    ownRows: 0,
    strayRows: 0,
    /** Entries of no payout of this run, and their sum. */
    strayEntries: 0,
    strayMsat: 0,
    /** Entries of payouts of others, and their sum. */
    othersEntries: 0,
    othersMsat: 0,
    /** The lowest balance below zero in a read or in a stray entry; null for none. */
    overdraft: null as { readonly msat: Msat; readonly atMs: number } | null,
    bounds: newBounds(),
    settledPayouts: 0,
    /** Payouts whose conclusion is unknown or pending. */
    unknownOutcomes: 0,
    /** Payments that answers and lists leave open, and what they would cost together. */
    openPayments: 0,
    openMsat: 0,
    /** The part of that which may have been kept as fees of payouts that failed, and what is assumed to have been. */
    keptOpenMsat: 0,
    keptAssumedMsat: 0,
    /** The part of the drift that payouts explain, and the part that nothing does; null if the drift is not known. */
    explainedMsat: 0,
    residualMsat: null as Msat | null,
  };
}

/** Actual less expected; null if one of them is not known. */
export function driftMsat(account: ProjectAccount): Msat | null {
  return driftOf(account, account.finalMsat);
}

/** What is held at the end beyond what open payouts explain, or below zero; else 0. */
export function unexplainedHeldMsat({ heldMsat, maxHeldMsat }: ProjectAccount): Msat {
  if (heldMsat === null || (heldMsat >= 0 && heldMsat <= maxHeldMsat)) return 0;
  return heldMsat < 0 ? heldMsat : heldMsat - maxHeldMsat;
}

/** Applies a read balance. */
export function applyBalanceRead(account: AccountDraft, fact: BalanceRead, run: RunStarted): void {
  if (fact.when === "opening") {
    account.openingMsat = fact.balanceMsat;
    account.openingHeldMsat = fact.heldMsat;
    openBounds(account.bounds, fact);
  }
  if (fact.when === "during") {
    checkRead(account.bounds, fact, { staleReadsMs: run.staleReadsMs, mayCostMore: areRoutesUnknown(run) });
  }
  if (fact.when === "final") {
    account.finalMsat = fact.balanceMsat;
    account.heldMsat = account.openingHeldMsat === null ? null : fact.heldMsat - account.openingHeldMsat;
  }
  noteOverdraft(account, fact.balanceMsat, fact.atMs);
}

/** Applies a failed read. */
export function applyReadFailure(account: AccountDraft, { what, absent }: ReadFailed, isBeforeLoad: boolean): void {
  if (what === "payouts") account.payoutsFailed = true;
  if (what !== "entries") return;
  account.entriesFailed = true;
  if (!absent) return;
  if (isBeforeLoad) account.entriesAbsent = true;
  else if (!account.entriesAbsent) account.entriesLost = true;
}

/** Applies an entry of no payout of this run. An entry of 0 is only a remark. */
export function applyStrayEntry(account: AccountDraft, deltaMsat: Msat): void {
  if (deltaMsat === 0) return;
  account.strayEntries += 1;
  account.strayMsat += deltaMsat;
}

/** Applies an entry of a payout of others, which moved the balance too. */
export function applyForeignEntry(account: AccountDraft, deltaMsat: Msat): void {
  account.othersEntries += 1;
  account.othersMsat += deltaMsat;
}

/**
 * True if all entries were read and each is known to be ours or not. Without the list of payouts, an entry without a key could be anybody's.
 */
export function areEntriesReliable(account: ProjectAccount, run: RunStarted, runEnded: boolean): boolean {
  const nameless = (account.strayEntries > 0 && account.payoutsFailed) || areEntriesUnmatched(account, run);
  return runEnded && account.finalMsat !== null && !account.entriesFailed && !nameless;
}

/**
 * True if a target lists entries and none names a payout of this run. It may translate our keys, so entries under other keys may be ours.
 */
export function areEntriesUnmatched(
  { ownEntries, strayEntries, othersEntries }: ProjectAccount,
  { oracle, target }: RunStarted,
): boolean {
  const isForeign = oracle === "answers" || target !== null;
  return isForeign && ownEntries === 0 && (strayEntries > 1 || othersEntries > 0);
}

/** True if others moved the balance and the entries do not tell by how much: then the drift proves nothing. */
export function isDriftUnattributable({ entriesKnown, othersEntries }: ProjectAccount): boolean {
  return !entriesKnown && othersEntries > 0;
}

/** Remembers the lowest balance below zero. */
export function noteOverdraft(account: AccountDraft, balanceMsat: Msat, atMs: number): void {
  if (balanceMsat < (account.overdraft?.msat ?? 0)) account.overdraft = { msat: balanceMsat, atMs };
}
