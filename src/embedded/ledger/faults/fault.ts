import type Database from "libsql";

/** What a storage fault may do to an open ledger. */
export interface FaultyLedger {
  readonly file: string;
  readonly database: Database.Database;
  /** Commits what is open, so that it is not hit. */
  readonly flush: () => void;
  /** The next commit is made, and rejected with this error. */
  readonly spoilNextCommit: (error: Error) => void;
}

/** Begins a fault. */
export type BeginFault = (ledger: FaultyLedger) => OngoingFault;

/** A fault of an open ledger. */
export interface OngoingFault {
  /** True for an error that comes from this fault, and not from anything else that is wrong at the time. */
  readonly causes: (error: unknown) => boolean;
  readonly end: () => void;
}
