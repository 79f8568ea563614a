import type { Clock } from "../../domain/clock.ts";
import type { Msat } from "../../domain/money.ts";
import type { EntryCause, EntryQuery, LedgerEntry, PayoutRef, ProjectBalance } from "./balances.ts";
import type { Money } from "./money.ts";
import { cutPage } from "./pagination.ts";

/** Balances and entries in memory. */
export interface MemoryMoney extends Money {
  /** Every entry of every project, oldest first. */
  readonly allEntries: readonly LedgerEntry[];
  /** Forgets every project and entry. */
  clear(): void;
}

interface Project {
  balance: ProjectBalance;
  /** Oldest first. */
  readonly entries: LedgerEntry[];
}

/** The balances of a ledger in memory. A change that is not a whole number of msat throws and changes nothing. */
export function memoryMoney(clock: Clock): MemoryMoney {
  const projects = new Map<string, Project>();
  const allEntries: LedgerEntry[] = [];
  const change = (projectId: string, by: ProjectBalance, cause: EntryCause, payout: PayoutRef | null) => {
    const project = projects.get(projectId);
    if (project === undefined) return undefined;
    const balance = {
      balanceMsat: project.balance.balanceMsat + by.balanceMsat,
      heldMsat: project.balance.heldMsat + by.heldMsat,
    };
    checkWhole(balance.balanceMsat);
    checkWhole(balance.heldMsat);
    project.balance = balance;
    const entry: LedgerEntry = {
      entryId: allEntries.length + 1,
      projectId,
      payoutId: payout?.payoutId ?? null,
      idempotencyKey: payout?.idempotencyKey ?? null,
      cause,
      // Without the sign of a zero, which no ledger knows.
      amountMsat: by.balanceMsat + 0,
      balanceAfterMsat: balance.balanceMsat,
      createdEpochMs: clock.epochMs(),
    };
    project.entries.push(entry);
    allEntries.push(entry);
    return balance;
  };
  const balance = (projectId: string) => projects.get(projectId)?.balance;
  return {
    balance,
    move(projectId, { kind, msat }, cause, payout) {
      const balanceMsat = kind === "by" ? msat : msat - (balance(projectId)?.balanceMsat ?? 0);
      return change(projectId, { balanceMsat, heldMsat: 0 }, cause, payout);
    },
    hold: (projectId, msat, cause, payout) => change(projectId, { balanceMsat: -msat, heldMsat: msat }, cause, payout),
    spend(projectId, heldMsat, payout) {
      const spent = change(projectId, { balanceMsat: 0, heldMsat: -heldMsat }, "confirm", payout);
      if (spent === undefined) throw new Error(`there is no project ${projectId} to spend from`);
    },
    open(projectId, msat, cause) {
      checkWhole(msat);
      projects.set(projectId, { balance: { balanceMsat: 0, heldMsat: 0 }, entries: [] });
      return change(projectId, { balanceMsat: msat, heldMsat: 0 }, cause, null);
    },
    entries: (query) => pageOf(projects.get(query.projectId)?.entries ?? [], query),
    allEntries,
    clear() {
      projects.clear();
      allEntries.length = 0;
    },
  };
}

function checkWhole(msat: Msat): void {
  if (!Number.isSafeInteger(msat)) throw new Error(`a balance must be a whole number of msat (got ${msat})`);
}

function pageOf(entries: readonly LedgerEntry[], { after, limit, newestFirst }: EntryQuery) {
  const rows = newestFirst
    ? entries
        .slice(0, after === 0 ? entries.length : countUpTo(entries, after - 1))
        .slice(-limit - 1)
        .reverse()
    : entries.slice(countUpTo(entries, after)).slice(0, limit + 1);
  return cutPage(
    rows,
    limit,
    ({ entryId }) => entryId,
    (entry) => entry,
  );
}

/** How many entries have an id up to this one. */
function countUpTo(entries: readonly LedgerEntry[], entryId: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((entries[middle]?.entryId ?? 0) <= entryId) low = middle + 1;
    else high = middle;
  }
  return low;
}
