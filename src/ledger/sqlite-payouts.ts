import type Database from "libsql";
import type { Sats } from "../domain/money.ts";
import type { GroupCommit } from "./group-commit.ts";
import { cutPage } from "./page.ts";
import type { PayoutQuery, PayoutRecord, PayoutRecords, PayoutStatus } from "./payout-records.ts";

const COLUMNS = `payouts.id, projects.id, key, status, gamertag, amount, fee, internal_id, description, callback_url, expires_in,
  created, updated, sequence`;
/** A cross join keeps SQLite from starting with the projects, which would cost the order of the payouts. */
const TABLES = "payouts cross join projects on projects.number = payouts.project";

/** What the API remembers of its payouts, in the same file as the ledger. */
export function sqlitePayouts(database: Database.Database, group: GroupCommit): PayoutRecords {
  const insert = database.prepare(
    `insert into payouts (id, project, key, status, gamertag, amount, fee, internal_id, description, callback_url, expires_in,
       created, updated)
     values (?, (select number from projects where id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set status = excluded.status, updated = excluded.updated where status = 'error'`,
  );
  const select = database.prepare(`select ${COLUMNS} from ${TABLES} where payouts.id = ?`).raw();
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
        return cutPage(rows, limit, (row) => row[13], recordOf);
      }),
  };
}

/** The status is written into the text, not bound, because SQLite uses the index of pending payouts only then. */
function listSql({ projectId, status }: PayoutQuery): string {
  const ofProject = projectId === null ? "" : "and payouts.project = (select number from projects where id = ?)";
  const ofStatus = status === null ? "" : `and status = '${status}'`;
  return `select ${COLUMNS} from ${TABLES} where sequence > ? ${ofProject} ${ofStatus} order by sequence limit ?`;
}

type Text = string | null;
type PayoutRow = [
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
  sequence: number,
];

function valuesOf(payout: PayoutRecord): (string | number | null)[] {
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
  ];
}

function recordOf(row: PayoutRow): PayoutRecord {
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
  };
}
