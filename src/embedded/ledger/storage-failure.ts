/** The ledger file failed, for example because the disk is full. That is not a bug, and it may pass, so the API goes on. */
export interface StorageFailure {
  readonly kind: "locked" | "full" | "read-only" | "unreachable" | "broken" | "closed";
  /** One line, including SQLite's message. */
  readonly message: string;
  /** True when the transaction certainly changed nothing. */
  readonly isUndone: boolean;
}

/** The ledger was used after it had been closed. */
export class LedgerClosedError extends Error {
  override readonly name = "LedgerClosedError";

  constructor() {
    super("the ledger is closed");
  }
}

// Undone where SQLite refuses before it writes, or has rolled back. After an error of the disk itself that is uncertain.
const locked = { kind: "locked", text: "the ledger file is locked by another process", isUndone: true } as const;
const full = { kind: "full", text: "no space is left for the ledger file", isUndone: true } as const;
const readOnly = { kind: "read-only", text: "the ledger file is not writable", isUndone: true } as const;
const unreachable = { kind: "unreachable", text: "the ledger file cannot be opened", isUndone: true } as const;
const failing = { kind: "broken", text: "the ledger file cannot be read or written", isUndone: false } as const;
const damaged = { kind: "broken", text: "the ledger file is damaged", isUndone: false } as const;

/** The primary result codes of SQLite about the file and its disk (https://sqlite.org/rescode.html). Any other code is a bug of ours. */
const failures: Readonly<Record<string, Omit<StorageFailure, "message"> & { readonly text: string }>> = {
  BUSY: locked,
  LOCKED: locked,
  PROTOCOL: locked,
  FULL: full,
  READONLY: readOnly,
  PERM: readOnly,
  CANTOPEN: unreachable,
  IOERR: failing,
  CORRUPT: damaged,
  NOTADB: damaged,
};

/** The storage failure behind an error; undefined for any other error. */
export function storageFailureOf(error: unknown): StorageFailure | undefined {
  if (error instanceof LedgerClosedError) return { kind: "closed", message: error.message, isUndone: true };
  if (!(error instanceof Error && "code" in error)) return undefined;
  const [, code = ""] = /^SQLITE_([A-Z]+)/.exec(String(error.code)) ?? [];
  const found = failures[code];
  if (found === undefined) return undefined;
  const { text, ...failure } = found;
  return { ...failure, message: `${text} (${error.message})` };
}
