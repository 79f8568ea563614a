import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { Msat } from "../../domain/money.ts";
import type { GroupCommit } from "./group-commit.ts";
import { cutPage } from "./pagination.ts";
import type {
  Labelling,
  PayoutFailure,
  PayoutLabel,
  PayoutQuery,
  PayoutRecord,
  PayoutRecords,
  PayoutStatus,
} from "./payout-records.ts";

/** The columns that `recordOf` reads, in this order. */
export const PAYOUT_COLUMNS = `payouts.id, projects.id, key, status, gamertag, amount, fee, reserve, kept, internal_id, description, callback_url,
  expires_in, created, updated, failure_kind, failure`;
/** A cross join keeps SQLite from starting with the projects, which would cost the order of the payouts. */
export const PAYOUT_TABLES = "payouts cross join projects on projects.number = payouts.project";
/** Selects a payout by its id. */
export const SELECT_PAYOUT = `select ${PAYOUT_COLUMNS} from ${PAYOUT_TABLES} where payouts.id = ?`;

/** Inserts a payout and further columns: takes what `valuesOf` gives, and the values of these. By place, because names cost more than the insert. */
export function insertPayout(...further: readonly string[]): string {
  const columns = ["", ...further].join(", ");
  return `insert into payouts (id, project, key, status, gamertag, amount, fee, reserve, kept, internal_id, description, callback_url,
      expires_in, created, updated, failure_kind, failure${columns})
    values (?, (select number from projects where id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?${further.map(() => ", ?").join("")})`;
}

/** The values of a payout for `insertPayout`, in the order of `PAYOUT_COLUMNS`. */
export function valuesOf(payout: PayoutRecord): (string | number | null)[] {
  return [
    payout.payoutId,
    payout.projectId,
    payout.idempotencyKey,
    payout.status,
    payout.gamertag,
    payout.amountMsat,
    payout.feeMsat,
    payout.reserveMsat,
    payout.keptMsat,
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

/** What `PAYOUT_COLUMNS` selects. */
type PayoutRow = readonly [
  payoutId: string,
  projectId: string,
  idempotencyKey: string | null,
  status: PayoutStatus,
  gamertag: string,
  amountMsat: Msat,
  feeMsat: Msat,
  reserveMsat: Msat,
  keptMsat: Msat,
  internalId: string | null,
  description: string | null,
  callbackUrl: string | null,
  expiresInSeconds: number | null,
  createdEpochMs: number,
  updatedEpochMs: number,
  failureKind: PayoutFailure["kind"] | null,
  failureReason: string | null,
];

/** The payout in the first columns of a row. */
export function recordOf(row: readonly unknown[]): PayoutRecord {
  const [
    payoutId,
    projectId,
    idempotencyKey,
    status,
    gamertag,
    amountMsat,
    feeMsat,
    reserveMsat,
    keptMsat,
    internalId,
    description,
    callbackUrl,
    expiresInSeconds,
    createdEpochMs,
    updatedEpochMs,
    failureKind,
    failureReason,
  ] = row as unknown as PayoutRow;
  return {
    payoutId,
    projectId,
    idempotencyKey,
    status,
    gamertag,
    amountMsat,
    feeMsat,
    reserveMsat,
    keptMsat,
    internalId,
    description,
    callbackUrl,
    expiresInSeconds,
    createdEpochMs,
    updatedEpochMs,
    failure: failureKind === null ? null : { kind: failureKind, reason: failureReason ?? "" },
  };
}

function recordIn(row: unknown): PayoutRecord | undefined {
  return row === undefined ? undefined : recordOf(row as unknown[]);
}

/** The recorded payouts, in the ledger file. */
export function sqlitePayouts(database: Database.Database, group: GroupCommit, clock: Clock): PayoutRecords {
  const recording = recorder(database);
  const labelling = labeller(database, clock);
  const select = database.prepare(SELECT_PAYOUT).raw();
  const selectLatest = database
    .prepare(
      `select ${PAYOUT_COLUMNS} from ${PAYOUT_TABLES} where internal_id = ? order by payouts.sequence desc limit 1`,
    )
    .raw();
  const lists = new Map<string, Database.Statement>();
  return {
    record: (payout) => group.write(() => recording(payout)),
    label: (payoutId, label) => group.write(() => labelling(payoutId, label)),
    payout: (payoutId) => group.read(() => recordIn(select.get([payoutId]))),
    payoutByInternalId: (internalId) => group.read(() => recordIn(selectLatest.get([internalId]))),
    payouts: (query) =>
      group.read(() => {
        const { projectId, idempotencyKey, after, limit } = query;
        const sql = listSql(query);
        const list = lists.get(sql) ?? database.prepare(sql).raw();
        lists.set(sql, list);
        const rows = list.all([
          after,
          ...[projectId, idempotencyKey].filter((each) => each !== null),
          limit + 1,
        ]) as unknown[][];
        return cutPage(rows, limit, (row) => Number(row.at(-1)), recordOf);
      }),
  };
}

/** Writes a payout within a transaction, and returns whether its status is new. */
function recorder(database: Database.Database): (payout: PayoutRecord) => boolean {
  const insert = database.prepare(`${insertPayout()} on conflict (id) do nothing`);
  const status = database.prepare("select status from payouts where id = ?").raw();
  const repeat = database.prepare(
    `update payouts set status = ?2, updated = ?3, failure_kind = ?4, failure = ?5, owner = null, due = null
     where id = ?1 and status = 'error'`,
  );
  return (payout) => {
    if (insert.run(valuesOf(payout)).changes > 0) return true;
    const [before] = status.get([payout.payoutId]) as [PayoutStatus];
    const { failure, updatedEpochMs } = payout;
    const values = [payout.status, updatedEpochMs, failure?.kind ?? null, failure?.reason ?? null];
    return repeat.run([payout.payoutId, ...values]).changes > 0 && before !== payout.status;
  };
}

/** Sets a status manually within a transaction, so that nothing changes between its read and its write. */
function labeller(
  database: Database.Database,
  clock: Clock,
): (payoutId: string, label: PayoutLabel) => Labelling | undefined {
  const select = database.prepare(SELECT_PAYOUT).raw();
  // Without a resolver only its owner can decide it, and a living owner renews its lease; with a resolver, only a parked payout has no due time.
  const abandoned = database
    .prepare("select 1 from payouts where id = ?1 and (due is null or (resolver is null and due <= ?2))")
    .raw();
  const update = database.prepare(
    "update payouts set status = ?2, updated = ?3, failure_kind = null, failure = null where id = ?1",
  );
  return (payoutId, label) => {
    const payout = recordIn(select.get([payoutId]));
    if (payout === undefined) return undefined;
    if (payout.status === label && payout.failure === null) return { kind: "unchanged", payout };
    const nowEpochMs = clock.epochMs();
    if (payout.status === "pending") {
      const isAbandoned = abandoned.get([payoutId, nowEpochMs]) !== undefined;
      return { kind: isAbandoned ? "abandoned" : "undecided", payout };
    }
    update.run([payoutId, label, nowEpochMs]);
    const kind = payout.status === label ? "kept" : "changed";
    return { kind, payout: { ...payout, status: label, updatedEpochMs: nowEpochMs, failure: null } };
  };
}

/** The status is part of the SQL and not bound, because SQLite uses the index of pending payouts only then. */
function listSql({ projectId, status, idempotencyKey }: PayoutQuery): string {
  const ofProject = projectId === null ? "" : "and payouts.project = (select number from projects where id = ?)";
  const ofStatus = status === null ? "" : `and status = '${status}'`;
  const ofKey = idempotencyKey === null ? "" : "and key = ?";
  return `select ${PAYOUT_COLUMNS}, sequence from ${PAYOUT_TABLES} where sequence > ? ${ofProject} ${ofKey} ${ofStatus}
    order by sequence limit ?`;
}
