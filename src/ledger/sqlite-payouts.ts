import type Database from "libsql";
import type { Sats } from "../domain/money.ts";
import type { GroupCommit } from "./group-commit.ts";
import { cutPage } from "./page.ts";
import type { PayoutFailure, PayoutQuery, PayoutRecord, PayoutRecords, PayoutStatus } from "./payout-records.ts";

/** The columns of a payout, in the order in which `recordOf` reads them. */
export const PAYOUT_COLUMNS = `payouts.id, projects.id, key, status, gamertag, amount, fee, internal_id, description, callback_url,
  expires_in, created, updated, failure_kind, failure, sequence`;
/** A cross join keeps SQLite from starting with the projects, which would cost the order of the payouts. */
export const PAYOUT_TABLES = "payouts cross join projects on projects.number = payouts.project";

/** Takes what `valuesOf` gives. */
export const INSERT_PAYOUT = `insert into payouts (id, project, key, status, gamertag, amount, fee, internal_id, description,
    callback_url, expires_in, created, updated, failure_kind, failure)
  values (?, (select number from projects where id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** What the API remembers of its payouts, in the same file as the ledger. */
export function sqlitePayouts(database: Database.Database, group: GroupCommit): PayoutRecords {
  const insert = database.prepare(
    `${INSERT_PAYOUT} on conflict (id) do update set status = excluded.status, updated = excluded.updated,
       failure_kind = excluded.failure_kind, failure = excluded.failure where status = 'error'`,
  );
  const select = database.prepare(`select ${PAYOUT_COLUMNS} from ${PAYOUT_TABLES} where payouts.id = ?`).raw();
  const lists = new Map<string, Database.Statement>();
  const listFor = (query: PayoutQuery) => {
    const sql = listSql(query);
    const list = lists.get(sql) ?? database.prepare(sql).raw();
    lists.set(sql, list);
    return list;
  };
  return {
    record: (payout) => group.write(() => void insert.run(valuesOf(payout))),
    payout: (payoutId) =>
      group.read(() => {
        const row = select.get([payoutId]) as PayoutRow | undefined;
        return row === undefined ? undefined : recordOf(row);
      }),
    payouts: (query) =>
      group.read(() => {
        const { projectId, after, limit } = query;
        const parameters = [after, ...(projectId === null ? [] : [projectId]), limit + 1];
        const rows = listFor(query).all(parameters) as PayoutRow[];
        return cutPage(rows, limit, (row) => row[15], recordOf);
      }),
  };
}

/** The status is written into the text, not bound, because SQLite uses the index of pending payouts only then. */
function listSql({ projectId, status }: PayoutQuery): string {
  const ofProject = projectId === null ? "" : "and payouts.project = (select number from projects where id = ?)";
  const ofStatus = status === null ? "" : `and status = '${status}'`;
  return `select ${PAYOUT_COLUMNS} from ${PAYOUT_TABLES} where sequence > ? ${ofProject} ${ofStatus} order by sequence limit ?`;
}

type Text = string | null;
/** A row of `PAYOUT_COLUMNS`. */
export type PayoutRow = [
  payoutId: string,
  projectId: string,
  key: Text,
  status: PayoutStatus,
  gamertag: string,
  amountSats: Sats,
  feeSats: Sats,
  internalId: Text,
  description: Text,
  callbackUrl: Text,
  expiresInSeconds: number | null,
  createdEpochMs: number,
  updatedEpochMs: number,
  failureKind: PayoutFailure["kind"] | null,
  failure: Text,
  sequence: number,
];

/** A payout as `INSERT_PAYOUT` takes it. */
export function valuesOf(payout: PayoutRecord): (string | number | null)[] {
  return [
    payout.payoutId,
    payout.projectId,
    payout.idempotencyKey,
    payout.status,
    payout.gamertag,
    payout.amountSats,
    payout.feeSats,
    payout.internalId,
    payout.description,
    payout.callbackUrl,
    payout.expiresInSeconds,
    payout.createdEpochMs,
    payout.updatedEpochMs,
    payout.failure?.kind ?? null,
    payout.failure?.reason ?? null,
  ];
}

/** The payout of a row. */
export function recordOf(row: PayoutRow): PayoutRecord {
  return {
    payoutId: row[0],
    projectId: row[1],
    idempotencyKey: row[2],
    status: row[3],
    gamertag: row[4],
    amountSats: row[5],
    feeSats: row[6],
    internalId: row[7],
    description: row[8],
    callbackUrl: row[9],
    expiresInSeconds: row[10],
    createdEpochMs: row[11],
    updatedEpochMs: row[12],
    failure: row[13] === null ? null : { kind: row[13], reason: row[14] ?? "" },
  };
}
