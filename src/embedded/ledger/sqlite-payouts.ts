import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
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

/** A payout as its row has it: flat. */
interface PayoutRow extends Omit<PayoutRecord, "failure"> {
  readonly failureKind: PayoutFailure["kind"] | null;
  readonly failureReason: string | null;
}

/** The column of each field. */
const columns: Readonly<Record<keyof PayoutRow, string>> = {
  payoutId: "payouts.id",
  projectId: "projects.id",
  idempotencyKey: "key",
  status: "status",
  gamertag: "gamertag",
  amountMsat: "amount",
  feeMsat: "fee",
  reserveMsat: "reserve",
  keptMsat: "kept",
  internalId: "internal_id",
  description: "description",
  callbackUrl: "callback_url",
  expiresInSeconds: "expires_in",
  createdEpochMs: "created",
  updatedEpochMs: "updated",
  failureKind: "failure_kind",
  failureReason: "failure",
};
const fields = Object.keys(columns);

/** The columns that `recordOf` reads. */
export const PAYOUT_COLUMNS = Object.values(columns).join(", ");
/** A cross join keeps SQLite from starting with the projects, which would cost the order of the payouts. */
export const PAYOUT_TABLES = "payouts cross join projects on projects.number = payouts.project";
/** Selects a payout by its id. */
export const SELECT_PAYOUT = `select ${PAYOUT_COLUMNS} from ${PAYOUT_TABLES} where payouts.id = ?`;

/** Takes what `valuesOf` gives. */
export const INSERT_PAYOUT = `insert into payouts (id, project, key, status, gamertag, amount, fee, reserve, kept, internal_id, description,
    callback_url, expires_in, created, updated, failure_kind, failure)
  values (:payoutId, (select number from projects where id = :projectId), ${fields
    .slice(2)
    .map((field) => `:${field}`)
    .join(", ")})`;

/** The values of a payout for `INSERT_PAYOUT`. */
export function valuesOf({ failure, ...payout }: PayoutRecord): PayoutRow {
  return { ...payout, failureKind: failure?.kind ?? null, failureReason: failure?.reason ?? null };
}

/** The payout in the first columns of a row. */
export function recordOf(row: readonly unknown[]): PayoutRecord {
  const flat = Object.fromEntries(fields.map((field, at) => [field, row[at]])) as unknown as PayoutRow;
  const { failureKind: kind, failureReason, ...payout } = flat;
  return { ...payout, failure: kind === null ? null : { kind, reason: failureReason ?? "" } };
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
  const status = database.prepare("select status from payouts where id = ?").raw();
  const insert = database.prepare(
    `${INSERT_PAYOUT} on conflict (id) do update set status = excluded.status, updated = excluded.updated,
       failure_kind = excluded.failure_kind, failure = excluded.failure, owner = null, due = null where status = 'error'`,
  );
  return (payout) => {
    const [before] = (status.get([payout.payoutId]) ?? []) as [PayoutStatus?];
    return insert.run(valuesOf(payout)).changes > 0 && before !== payout.status;
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
