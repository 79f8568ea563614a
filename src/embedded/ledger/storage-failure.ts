/**
 * Trouble with the file of the ledger: another process keeps it locked, the disk is full, somebody made it read-only. Nobody's
 * program is to blame for it, so it is told in one line, without a stack; and it may pass, so nothing ends because of it.
 */
export interface StorageFailure {
  readonly kind: StorageFailureKind;
  /** What happened, in one line, with SQLite's own words. */
  readonly message: string;
  /** True when it is certain that the transaction it happened to changed nothing. */
  readonly isUndone: boolean;
}

/** What can be the matter with the file. */
export type StorageFailureKind = "locked" | "full" | "read-only" | "unreachable" | "broken" | "closed";

/** The ledger was asked for something after it had been closed. */
export class LedgerClosedError extends Error {
  override readonly name = "LedgerClosedError";

  constructor() {
    super("the ledger is closed");
  }
}

interface KindOfTrouble {
  readonly kind: StorageFailureKind;
  readonly says: string;
  /** SQLite refuses before it writes, or has rolled back. After an error of the disk itself nobody can be sure of that. */
  readonly isUndone: boolean;
}

const locked = { kind: "locked", says: "the ledger file is locked by another process", isUndone: true } as const;
const full = { kind: "full", says: "no space is left for the ledger file", isUndone: true } as const;
const readOnly = { kind: "read-only", says: "the ledger file is not writable", isUndone: true } as const;
const unreachable = { kind: "unreachable", says: "the ledger file cannot be opened", isUndone: true } as const;
const failing = { kind: "broken", says: "the ledger file cannot be read or written", isUndone: false } as const;
const damaged = { kind: "broken", says: "the ledger file is damaged", isUndone: false } as const;

/**
 * The result codes of SQLite that speak of the file and its disk (https://sqlite.org/rescode.html), without what an extended code adds.
 * Every other, such as a constraint or bad SQL, is a bug of ours.
 */
const troubles: ReadonlyMap<string, KindOfTrouble> = new Map<string, KindOfTrouble>([
  ["BUSY", locked],
  ["LOCKED", locked],
  ["PROTOCOL", locked],
  ["FULL", full],
  ["READONLY", readOnly],
  ["PERM", readOnly],
  ["CANTOPEN", unreachable],
  ["IOERR", failing],
  ["CORRUPT", damaged],
  ["NOTADB", damaged],
]);

/** What an error says of the ledger's file; undefined where it speaks of something else and so is a bug of ours. */
export function storageFailureOf(error: unknown): StorageFailure | undefined {
  if (error instanceof LedgerClosedError) return { kind: "closed", message: error.message, isUndone: true };
  if (!(error instanceof Error && "code" in error)) return undefined;
  const [, code = ""] = /^SQLITE_([A-Z]+)/.exec(String(error.code)) ?? [];
  const found = troubles.get(code);
  if (found === undefined) return undefined;
  return { kind: found.kind, message: `${found.says} (${error.message})`, isUndone: found.isUndone };
}
