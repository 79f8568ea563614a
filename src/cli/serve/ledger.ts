import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { LedgerFileError } from "../../embedded/ledger/sqlite-file.ts";
import { openSqliteStore } from "../../embedded/ledger/sqlite-store.ts";
import { storageFailureOf } from "../../embedded/ledger/storage-failure.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { fileKind, isSystemError, systemReason } from "../system-error.ts";

const FILE = "ledger.db";

/** The files that SQLite makes for one ledger. */
const FILES: readonly string[] = [FILE, `${FILE}-wal`, `${FILE}-shm`];

/** An open ledger. */
export interface OpenLedger {
  readonly store: Store;
  /** A temporary ledger is not removed when this process exits: another one goes on with it. */
  readonly keep: () => void;
}

/** Opens the ledger that the flags name. @throws UsageError */
export function openLedger(flags: { readonly ledger?: string; readonly temporaryLedger?: string }): OpenLedger {
  const { file, keep } =
    flags.ledger === undefined ? temporaryLedger(flags.temporaryLedger) : { file: flags.ledger, keep: () => {} };
  if (file === "") throw new UsageError("--ledger needs the name of a file; without it the ledger is temporary");
  try {
    return { store: openSqliteStore({ file, clock: systemClock }), keep };
  } catch (error) {
    throw error instanceof LedgerFileError ? new UsageError(`--ledger: ${error.message}`) : error;
  }
}

/** Closes a ledger. If that fails, it is still complete: its file and its log together. */
export async function closeLedger(store: Store): Promise<void> {
  try {
    await store.close();
  } catch (error) {
    const failure = storageFailureOf(error);
    if (failure === undefined) throw error;
    printLedgerProblem(failure.message);
  }
}

/**
 * Makes the file of a temporary ledger, and removes it when the process exits. The folder is created here and not by the parent, so that
 * nothing is left if the parent is killed first. It may hold the ledger of another instance, killed or running.
 * @throws UsageError if it holds anything else
 */
export function temporaryLedger(given: string | undefined): { readonly file: string; readonly keep: () => void } {
  const folder = createFolder(given);
  if (fileKind(folder) !== "folder" || !readdirSync(folder).every((name) => FILES.includes(name))) {
    throw new UsageError(
      `--temporary-ledger: ${folder} must be a new or empty folder, or hold nothing but a ledger, because it is removed at the end: name another one`,
    );
  }
  const remove = () => removeLedger(folder);
  process.once("exit", remove);
  return { file: join(folder, FILE), keep: () => void process.off("exit", remove) };
}

function createFolder(given: string | undefined): string {
  try {
    if (given === undefined) return mkdtempSync(join(tmpdir(), "chaos-payout-serve-"));
    // Private. Another instance on the same ledger may be faster.
    if (fileKind(given) === undefined) ignoring(["EEXIST"], () => mkdirSync(given, { mode: 0o700 }));
    return given;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(
      `cannot create a temporary ledger in ${given ?? tmpdir()} (${systemReason(error)}): ${
        given === undefined ? "set TMPDIR" : "name another folder"
      }, or name a file with --ledger`,
      exitCodes.unreachable,
    );
  }
}

/** Removes the ledger, and the folder if nothing else is in it. */
function removeLedger(folder: string): void {
  for (const name of FILES) rmSync(join(folder, name), { force: true });
  // Another instance was faster, or the folder has files that are not ours.
  ignoring(["ENOENT", "ENOTEMPTY", "EEXIST"], () => rmdirSync(folder));
}

function ignoring(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isSystemError(error) || !codes.includes(error.code)) throw error;
  }
}

/** Says on stderr what is wrong with the ledger, or what somebody has to look at in it. */
export function printLedgerProblem(message: string): void {
  process.stderr.write(`chaos-payout serve: ${message}\n`);
}

const PAUSE_MS = 5_000;

/** Prints a message at most once in a while, with how often it was suppressed: on a full disk, every request fails. */
export function throttleMessages(print: (message: string) => void, clock: Clock): (message: string) => void {
  const printed = new Map<string, { atMs: number; suppressed: number }>();
  return (message) => {
    const last = printed.get(message);
    const nowMs = clock.now();
    if (last !== undefined && nowMs - last.atMs < PAUSE_MS) {
      last.suppressed += 1;
      return;
    }
    printed.set(message, { atMs: nowMs, suppressed: 0 });
    const suppressed = last?.suppressed ?? 0;
    print(suppressed === 0 ? message : `${message} (${suppressed} more since the last line)`);
  };
}
