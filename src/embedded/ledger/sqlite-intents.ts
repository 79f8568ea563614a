import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Claim, Decision, DuePayout, Intent, Intents, Recheck, TakeRequest } from "./intents.ts";
import { giveBack, type Money, takeAgain } from "./money.ts";
import type { PayoutRecord } from "./payout-records.ts";
import { insertPayout, PAYOUT_COLUMNS, PAYOUT_TABLES, recordOf, SELECT_PAYOUT, valuesOf } from "./sqlite-payouts.ts";

/** A due payout; the parameters are now, and the latest time at which a payout can be due. */
const IS_DUE = "due is not null and resolver is not null and (due <= ? or due > ?)";

/** Intents on the ledger file: every step is one transaction, and its conditions exclude what it must not change. */
export function sqliteIntents(database: Database.Database, group: GroupCommit, money: Money, clock: Clock): Intents {
  const claiming = claimer(database, money);
  const deciding = decider(database, money, clock);
  const charging = recharger(database, money, clock);
  const taking = taker(database, clock);
  const due = database.prepare(`select 1 from payouts where ${IS_DUE} limit 1`).raw();
  const release = database.prepare("update payouts set owner = null, due = ?3 where id = ?1 and owner = ?2");
  const renew = database.prepare("update payouts set due = ?2 where owner = ?1 and due is not null");
  const hasten = database.prepare(
    "update payouts set due = ?2 where status = 'pending' and payment_hash = ?1 and owner is null and due > ?2",
  );
  const parked = database
    .prepare("select count(*) from payouts where status = 'pending' and due is null and resolver is not null")
    .raw();
  return {
    claim: (intent) => group.write(() => claiming(intent)),
    decide: (payoutId, owner, decision, recheck = null) =>
      group.write(() => deciding(payoutId, owner, decision, recheck)),
    chargeAgain: (payoutId, owner) => group.write(() => charging(payoutId, owner)),
    isAnyDue: (longestMs) =>
      group.read(() => {
        const nowEpochMs = clock.epochMs();
        return due.get([nowEpochMs, nowEpochMs + longestMs]) !== undefined;
      }),
    take: (request) => group.write(() => taking(request)),
    release: (payoutId, owner, dueEpochMs) => group.write(() => void release.run([payoutId, owner, dueEpochMs])),
    hasten: (paymentHash) => group.write(() => void hasten.run([paymentHash, clock.epochMs()])),
    renew: (owners, untilEpochMs) =>
      group.write(() => {
        for (const owner of owners) renew.run([owner, untilEpochMs]);
      }),
    parked: () => group.read(() => (parked.get() as [number])[0]),
  };
}

function claimer(database: Database.Database, money: Money) {
  const select = database
    .prepare(`select ${PAYOUT_COLUMNS}, owner, due from ${PAYOUT_TABLES} where payouts.id = ?`)
    .raw();
  const insert = database.prepare(insertPayout("payment_hash", "held", "resolver", "owner", "due"));
  return ({ payout, costMsat, by, paymentHash, resolver, lease }: Intent): Claim => {
    const row = select.get([payout.payoutId]) as unknown[] | undefined;
    if (row !== undefined) {
      const [owner, due] = row.slice(-2);
      return { kind: "taken", payout: recordOf(row), leasedUntilEpochMs: owner === null ? null : Number(due) };
    }
    const balance = money.balance(payout.projectId);
    if (balance === undefined) return { kind: "no-project" };
    if (balance.balanceMsat < costMsat) return { kind: "insufficient-balance", balanceMsat: balance.balanceMsat };
    if (by === "hold") money.hold(payout.projectId, costMsat, "hold", payout);
    else money.move(payout.projectId, { kind: "by", msat: -costMsat }, "charge", payout);
    const heldMsat = by === "hold" ? costMsat : 0;
    const due = lease?.untilEpochMs ?? payout.createdEpochMs;
    insert.run([...valuesOf(payout), paymentHash, heldMsat, resolver, lease?.owner ?? null, due]);
    return { kind: "claimed" };
  };
}

function decider(database: Database.Database, money: Money, clock: Clock) {
  const decide = database.prepare(
    `update payouts set status = ?3, updated = ?4, failure_kind = ?5, failure = ?6, owner = null, due = ?7
     where id = ?1 and status = 'pending' and owner = ?2`,
  );
  const select = database
    .prepare(`select ${PAYOUT_COLUMNS}, payouts.held from ${PAYOUT_TABLES} where payouts.id = ?`)
    .raw();
  return (payoutId: string, owner: string, decision: Decision, recheck: Recheck): PayoutRecord | undefined => {
    const isPaid = decision.kind === "completed";
    const failure = isPaid ? [null, null] : [decision.kind, decision.reason];
    const due = isPaid ? null : (recheck?.dueEpochMs ?? null);
    const values = [isPaid ? "completed" : "error", clock.epochMs(), ...failure, due];
    if (decide.run([payoutId, owner, ...values]).changes === 0) return undefined;
    const row = select.get([payoutId]) as unknown[];
    const payout = recordOf(row);
    giveBack(money, payout, Number(row.at(-1)), isPaid);
    return payout;
  };
}

function recharger(database: Database.Database, money: Money, clock: Clock) {
  const complete = database.prepare(
    `update payouts set status = 'completed', updated = ?3, failure_kind = null, failure = null, owner = null, due = null
     where id = ?1 and owner = ?2 and status <> 'pending'`,
  );
  const select = database.prepare(SELECT_PAYOUT).raw();
  return (payoutId: string, owner: string): PayoutRecord | undefined => {
    if (complete.run([payoutId, owner, clock.epochMs()]).changes === 0) return undefined;
    const payout = recordOf(select.get([payoutId]) as unknown[]);
    takeAgain(money, payout);
    return payout;
  };
}

function taker(database: Database.Database, clock: Clock) {
  const find = database
    .prepare(
      `select ${PAYOUT_COLUMNS}, payment_hash, resolver, takes, sequence from ${PAYOUT_TABLES}
       where ${IS_DUE} order by due limit ?`,
    )
    .raw();
  const mark = database.prepare(
    "update payouts set owner = ?2, due = ?3, takes = takes + 1 where sequence in (select value from json_each(?1))",
  );
  return ({ lease, limit, longestMs }: TakeRequest): readonly DuePayout[] => {
    // The time is read within the transaction: with an earlier one, fresh leases would look too far ahead.
    const nowEpochMs = clock.epochMs();
    const rows = find.all([nowEpochMs, nowEpochMs + longestMs, limit]) as unknown[][];
    if (rows.length === 0) return [];
    mark.run([JSON.stringify(rows.map((row) => row.at(-1))), lease.owner, lease.untilEpochMs]);
    return rows.map((row) => {
      const [paymentHash, resolver, takes] = row.slice(-4) as [string, string, number];
      return { payout: recordOf(row), paymentHash, resolver, takes: takes + 1, lease };
    });
  };
}
