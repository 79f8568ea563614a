import type { Msat } from "../../domain/money.ts";
import {
  type Balances,
  type EntryCause,
  type EntryQuery,
  type LedgerEntry,
  MAX_BALANCE_MSAT,
  type PayoutRef,
  type ProjectBalance,
  type ProjectOpening,
} from "./balances.ts";
import type { Page } from "./pagination.ts";
import type { PayoutRecord } from "./payout-records.ts";

/** A balance changes by an amount, or to an amount. */
export type Change = { readonly kind: "by" | "to"; readonly msat: Msat };

/** Balances and their entries, for use within a transaction. Each change writes its entry; it returns undefined when there is no such project. */
export interface Money {
  balance(projectId: string): ProjectBalance | undefined;
  move(projectId: string, change: Change, cause: EntryCause, payout: PayoutRef | null): ProjectBalance | undefined;
  /** Sets money aside, or releases it where `msat` is negative. */
  hold(projectId: string, msat: Msat, cause: EntryCause, payout: PayoutRef): ProjectBalance | undefined;
  /** Spends money that was set aside, with an entry that moves nothing. @throws Error when there is no such project. */
  spend(projectId: string, heldMsat: Msat, payout: PayoutRef): void;
  /** Creates a project, which must not exist yet, with its first entry. */
  open(projectId: string, msat: Msat, cause: "opening" | "deposit"): ProjectBalance | undefined;
  entries(query: EntryQuery): Page<LedgerEntry>;
}

/** Does work on a ledger, all of it or nothing. Resolves once it is kept; rejects with what the work throws. */
export interface Transactions {
  read<T>(work: () => T): Promise<T>;
  write<T>(work: () => T): Promise<T>;
}

/** Creates the projects that do not exist yet, each with its opening entry. */
export function openMissing(money: Money, projects: readonly ProjectOpening[]): void {
  for (const { projectId, balanceMsat } of projects) {
    if (money.balance(projectId) === undefined) money.open(projectId, balanceMsat, "opening");
  }
}

/** Returns the reserve of a payout that was paid, and everything but what is kept of one that was not. */
export function giveBack(money: Money, payout: PayoutRecord, heldMsat: Msat, isPaid: boolean): void {
  const { projectId, amountMsat, feeMsat, reserveMsat, keptMsat } = payout;
  const returnedMsat = isPaid ? reserveMsat : amountMsat + feeMsat + reserveMsat - keptMsat;
  if (heldMsat === 0) {
    if (returnedMsat > 0) money.move(projectId, { kind: "by", msat: returnedMsat }, "refund", payout);
    return;
  }
  if (returnedMsat > 0) money.hold(projectId, -returnedMsat, "cancel", payout);
  if (heldMsat > returnedMsat) money.spend(projectId, heldMsat - returnedMsat, payout);
}

/** Charges a payout that has failed and was paid after all. The refund is left as it is: the books show the charge, the refund, and the charge again. */
export function takeAgain(money: Money, payout: PayoutRecord): void {
  const { projectId, amountMsat, feeMsat, keptMsat } = payout;
  money.move(projectId, { kind: "by", msat: keptMsat - amountMsat - feeMsat }, "charge", payout);
}

/** The balances of a ledger, each change a transaction. */
export function balancesOf(money: Money, transactions: Transactions): Balances {
  const move = async (payout: PayoutRef, cause: EntryCause, change: Change) => {
    const balance = await transactions.write(() => money.move(payout.projectId, change, cause, payout));
    if (balance === undefined) throw new Error(`the ledger has no project "${payout.projectId}" to ${cause}`);
  };
  return {
    balance: (projectId) => transactions.read(() => money.balance(projectId)),
    charge: (payout, costMsat) => move(payout, "charge", { kind: "by", msat: -costMsat }),
    refund: (payout, costMsat) => move(payout, "refund", { kind: "by", msat: costMsat }),
    returnReserve: (payout, reserveMsat) => move(payout, "refund", { kind: "by", msat: reserveMsat }),
    restore: (payout, balanceMsat) => move(payout, "restore", { kind: "to", msat: balanceMsat }),
    deposit: (projectId, amountMsat) =>
      transactions.write(() => {
        const before = money.balance(projectId);
        if ((before?.balanceMsat ?? 0) + amountMsat > MAX_BALANCE_MSAT) return undefined;
        if (before === undefined) return money.open(projectId, amountMsat, "deposit");
        return money.move(projectId, { kind: "by", msat: amountMsat }, "deposit", null);
      }),
    entries: (query) =>
      transactions.read(() => (money.balance(query.projectId) === undefined ? undefined : money.entries(query))),
  };
}
