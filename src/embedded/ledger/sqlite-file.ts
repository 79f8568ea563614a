import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";
import { LOCK_WAIT_MS } from "./group-commit.ts";
import { APPLICATION_ID, createGeneration, createTables, SCHEMA_VERSION } from "./schema.ts";

/** A file that cannot be used as a ledger. The message is one line that names the file and a solution. */
export class LedgerFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LedgerFileError";
  }
}

const SQLITE_MAGIC = "SQLite format 3\0";

const settings = [
  "journal_mode = wal",
  // A commit survives the end of the process, kill -9 included. It may not survive a loss of power, which would cost a disk
  // flush for each commit and would prove nothing about the strategies.
  "synchronous = normal",
  // In pages of 4 KiB: fewer and larger checkpoints than the default of 1,000, at the price of a log of up to 16 MiB.
  "wal_autocheckpoint = 4000",
  // In KiB: the index of a hundred thousand payouts fits, whose ids come in no order.
  "cache_size = -16000",
];

/**
 * Opens a ledger file, and creates it if needed. Waits `lockWaitMs` for locks of other processes.
 * @throws LedgerFileError when the file is not a ledger.
 */
export function openLedgerFile(file: string, lockWaitMs = LOCK_WAIT_MS): Database.Database {
  let database: Database.Database | undefined;
  try {
    const isNew = isNewFile(file);
    database = new Database(file);
    // First, because another instance may hold the file while this one opens it.
    database.pragma(`busy_timeout = ${lockWaitMs}`);
    if (!isNew) checkOwner(database, file);
    for (const setting of settings) database.pragma(setting);
    if (isNew) initialize(database);
    return database;
  } catch (error) {
    database?.close();
    throw translated(error, file);
  }
}

/** True for a file that must be created or is empty. @throws LedgerFileError when it is neither that nor a SQLite file. */
function isNewFile(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    if (existsSync(dirname(file))) return true;
    throw new LedgerFileError(`${file} cannot be created: the folder ${dirname(file)} does not exist`);
  }
  if (found.isDirectory()) {
    throw new LedgerFileError(`${file} is a folder: use a file in it, for example ${file}/ledger.db`);
  }
  if (found.isFile() && found.size === 0) return true;
  if (found.isFile() && startOf(file) === SQLITE_MAGIC) return false;
  throw new LedgerFileError(`${file} is not a ledger: use a file written by chaos-payout, or a new file`);
}

function startOf(file: string): string {
  const start = Buffer.alloc(SQLITE_MAGIC.length);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.toString("latin1");
}

function checkOwner(database: Database.Database, file: string): void {
  if (pragmaNumber(database, "application_id") !== APPLICATION_ID) {
    throw new LedgerFileError(
      `${file} is the database of another program: use a file written by chaos-payout, or a new file`,
    );
  }
  const version = pragmaNumber(database, "user_version");
  if (version !== SCHEMA_VERSION) {
    throw new LedgerFileError(
      `${file} is a ledger of version ${version}, and this program reads version ${SCHEMA_VERSION}: use a new file`,
    );
  }
}

function pragmaNumber(database: Database.Database, name: string): number {
  const [value] = database.prepare(`pragma ${name}`).raw().get() as [number];
  return value;
}

function initialize(database: Database.Database): void {
  database.exec(`
    begin immediate;
    ${createGeneration}
    ${createTables}
    pragma application_id = ${APPLICATION_ID};
    pragma user_version = ${SCHEMA_VERSION};
    commit;
  `);
}

/** Turns errors of SQLite and the file system into one line; any other error is a bug of ours and stays unchanged. */
function translated(error: unknown, file: string): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  return new LedgerFileError(`${file} cannot be used as a ledger (${error.message}): use another file`);
}
