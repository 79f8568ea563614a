import type { Clock } from "../../domain/clock.ts";
import type { Transactions } from "./money.ts";
import { cutPage, type Page } from "./pagination.ts";
import type { Labelling, PayoutLabel, PayoutQuery, PayoutRecord, PayoutRecords } from "./payout-records.ts";

/** A payout in memory, with what its intent says. */
export interface PayoutRow {
  /** From 1, in the order of the first writes. */
  readonly sequence: number;
  payout: PayoutRecord;
  paymentHash: string | null;
  /** What was set aside for it. */
  heldMsat: number;
  resolver: string | null;
  owner: string | null;
  /** From when on others can take it; null where nobody can. */
  readonly dueEpochMs: number | null;
  takes: number;
}

/** The payouts of a ledger in memory. */
export interface PayoutTable {
  /** In the order of `sequence`. */
  readonly rows: readonly PayoutRow[];
  /** Those with a due time: the few that somebody works on. In no order. */
  readonly due: ReadonlySet<PayoutRow>;
  find(payoutId: string): PayoutRow | undefined;
  findLatest(internalId: string): PayoutRow | undefined;
  insert(payout: PayoutRecord): PayoutRow;
  /** Sets whose it is, and when it is due. */
  assign(row: PayoutRow, owner: string | null, dueEpochMs: number | null): void;
  clear(): void;
}

/** A table without payouts. */
export function createPayoutTable(): PayoutTable {
  const rows: PayoutRow[] = [];
  const byId = new Map<string, PayoutRow>();
  const latest = new Map<string, PayoutRow>();
  const due = new Set<PayoutRow>();
  return {
    rows,
    due,
    find: (payoutId) => byId.get(payoutId),
    findLatest: (internalId) => latest.get(internalId),
    insert(payout) {
      const row: PayoutRow = {
        sequence: rows.length + 1,
        payout,
        paymentHash: null,
        heldMsat: 0,
        resolver: null,
        owner: null,
        dueEpochMs: null,
        takes: 0,
      };
      rows.push(row);
      byId.set(payout.payoutId, row);
      if (payout.internalId !== null) latest.set(payout.internalId, row);
      return row;
    },
    assign(row: { -readonly [Key in keyof PayoutRow]: PayoutRow[Key] }, owner, dueEpochMs) {
      row.owner = owner;
      row.dueEpochMs = dueEpochMs;
      if (dueEpochMs === null) due.delete(row);
      else due.add(row);
    },
    clear() {
      rows.length = 0;
      byId.clear();
      latest.clear();
      due.clear();
    },
  };
}

/** The recorded payouts, in memory. */
export function memoryPayouts(
  table: PayoutTable,
  hasProject: (projectId: string) => boolean,
  { read, write }: Transactions,
  clock: Clock,
): PayoutRecords {
  return {
    record: (payout) =>
      write(() => {
        if (!hasProject(payout.projectId)) throw new Error(`the ledger has no project "${payout.projectId}"`);
        return recorded(table, payout);
      }),
    label: (payoutId, label) =>
      write(() => {
        const row = table.find(payoutId);
        return row && labelled(row, label, clock.epochMs());
      }),
    payout: (payoutId) => read(() => table.find(payoutId)?.payout),
    payoutByInternalId: (internalId) => read(() => table.findLatest(internalId)?.payout),
    payouts: (query) => read(() => pageOf(table.rows, query)),
  };
}

/** Writes a payout, and returns whether its status is new. */
function recorded(table: PayoutTable, payout: PayoutRecord): boolean {
  const row = table.find(payout.payoutId);
  if (row === undefined) {
    table.insert(payout);
    return true;
  }
  if (row.payout.status !== "error") return false;
  const { status, updatedEpochMs, failure } = payout;
  row.payout = { ...row.payout, status, updatedEpochMs, failure };
  table.assign(row, null, null);
  return status !== "error";
}

function labelled(row: PayoutRow, label: PayoutLabel, nowEpochMs: number): Labelling {
  const { payout, dueEpochMs, resolver } = row;
  if (payout.status === label && payout.failure === null) return { kind: "unchanged", payout };
  if (payout.status === "pending") {
    // Without a resolver only its owner can decide it, and a living owner renews its lease; with a resolver, only a parked payout has no due time.
    const isAbandoned = dueEpochMs === null || (resolver === null && dueEpochMs <= nowEpochMs);
    return { kind: isAbandoned ? "abandoned" : "undecided", payout };
  }
  row.payout = { ...payout, status: label, updatedEpochMs: nowEpochMs, failure: null };
  return { kind: payout.status === label ? "kept" : "changed", payout: row.payout };
}

function pageOf(all: readonly PayoutRow[], query: PayoutQuery): Page<PayoutRecord> {
  const { projectId, status, idempotencyKey, after, limit } = query;
  const rows: PayoutRow[] = [];
  for (let at = after; at < all.length && rows.length <= limit; at += 1) {
    const row = all[at];
    if (row === undefined) break;
    if (projectId !== null && row.payout.projectId !== projectId) continue;
    if (status !== null && row.payout.status !== status) continue;
    if (idempotencyKey !== null && row.payout.idempotencyKey !== idempotencyKey) continue;
    rows.push(row);
  }
  return cutPage(
    rows,
    limit,
    ({ sequence }) => sequence,
    ({ payout }) => payout,
  );
}
