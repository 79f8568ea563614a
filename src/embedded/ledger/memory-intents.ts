import type { Clock } from "../../domain/clock.ts";
import type { Claim, Decision, DuePayout, Intent, Intents, TakeRequest } from "./intents.ts";
import type { PayoutRow, PayoutTable } from "./memory-payouts.ts";
import { giveBack, type Money, type Transactions, takeAgain } from "./money.ts";
import type { PayoutRecord } from "./payout-records.ts";

/** Intents in memory. */
export function memoryIntents(table: PayoutTable, money: Money, { read, write }: Transactions, clock: Clock): Intents {
  const owned = (payoutId: string, owner: string) => {
    const row = table.find(payoutId);
    return row?.owner === owner ? row : undefined;
  };
  return {
    claim: (intent) => write(() => claimed(intent, table, money)),
    decide: (payoutId, owner, decision, recheck = null) =>
      write(() => {
        const row = owned(payoutId, owner);
        if (row?.payout.status !== "pending") return undefined;
        table.assign(row, null, decision.kind === "completed" ? null : (recheck?.dueEpochMs ?? null));
        return decided(row, decision, money, clock.epochMs());
      }),
    chargeAgain: (payoutId, owner) =>
      write(() => {
        const row = owned(payoutId, owner);
        if (row === undefined || row.payout.status === "pending") return undefined;
        table.assign(row, null, null);
        row.payout = { ...row.payout, status: "completed", updatedEpochMs: clock.epochMs(), failure: null };
        takeAgain(money, row.payout);
        return row.payout;
      }),
    isAnyDue: (longestMs) => read(() => [...table.due].some(dueAt(clock.epochMs(), longestMs))),
    take: (request) => write(() => taken(request, table, clock.epochMs())),
    release: (payoutId, owner, dueEpochMs) =>
      write(() => {
        const row = owned(payoutId, owner);
        if (row !== undefined) table.assign(row, null, dueEpochMs);
      }),
    hasten: (paymentHash) =>
      write(() => {
        const nowEpochMs = clock.epochMs();
        for (const row of table.due) {
          const waits = row.payout.status === "pending" && row.owner === null && (row.dueEpochMs ?? 0) > nowEpochMs;
          if (waits && row.paymentHash === paymentHash) table.assign(row, null, nowEpochMs);
        }
      }),
    renew: (owners, untilEpochMs) =>
      write(() => {
        for (const row of table.due) {
          if (row.owner !== null && owners.includes(row.owner)) table.assign(row, row.owner, untilEpochMs);
        }
      }),
    parked: () => read(() => table.rows.filter(isParked).length),
  };
}

function isParked({ payout, dueEpochMs, resolver }: PayoutRow): boolean {
  return payout.status === "pending" && dueEpochMs === null && resolver !== null;
}

function claimed(intent: Intent, table: PayoutTable, money: Money): Claim {
  const { payout, costMsat, by, paymentHash, resolver, lease } = intent;
  const before = table.find(payout.payoutId);
  if (before !== undefined) {
    const leasedUntilEpochMs = before.owner === null ? null : Number(before.dueEpochMs);
    return { kind: "taken", payout: before.payout, leasedUntilEpochMs };
  }
  const balance = money.balance(payout.projectId);
  if (balance === undefined) return { kind: "no-project" };
  if (balance.balanceMsat < costMsat) return { kind: "insufficient-balance", balanceMsat: balance.balanceMsat };
  if (by === "hold") money.hold(payout.projectId, costMsat, "hold", payout);
  else money.move(payout.projectId, { kind: "by", msat: -costMsat }, "charge", payout);
  const row = table.insert(payout);
  row.paymentHash = paymentHash;
  row.heldMsat = by === "hold" ? costMsat : 0;
  row.resolver = resolver;
  table.assign(row, lease?.owner ?? null, lease?.untilEpochMs ?? payout.createdEpochMs);
  return { kind: "claimed" };
}

function decided(row: PayoutRow, decision: Decision, money: Money, updatedEpochMs: number): PayoutRecord {
  const isPaid = decision.kind === "completed";
  const failure = isPaid ? null : { kind: decision.kind, reason: decision.reason };
  row.payout = { ...row.payout, status: isPaid ? "completed" : "error", updatedEpochMs, failure };
  giveBack(money, row.payout, row.heldMsat, isPaid);
  return row.payout;
}

/** Whether a payout of `table.due` can be taken now. */
function dueAt(nowEpochMs: number, longestMs: number): (row: PayoutRow) => boolean {
  return ({ resolver, dueEpochMs }) =>
    resolver !== null && dueEpochMs !== null && (dueEpochMs <= nowEpochMs || dueEpochMs > nowEpochMs + longestMs);
}

function taken({ lease, limit, longestMs }: TakeRequest, table: PayoutTable, nowEpochMs: number): readonly DuePayout[] {
  const due = [...table.due].filter(dueAt(nowEpochMs, longestMs)).sort(byDue).slice(0, limit);
  return due.map((row) => {
    const { payout, paymentHash, resolver } = row;
    table.assign(row, lease.owner, lease.untilEpochMs);
    row.takes += 1;
    return { payout, paymentHash: paymentHash ?? "", resolver: resolver ?? "", takes: row.takes, lease };
  });
}

function byDue(one: PayoutRow, other: PayoutRow): number {
  return (one.dueEpochMs ?? 0) - (other.dueEpochMs ?? 0) || one.sequence - other.sequence;
}
