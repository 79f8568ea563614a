import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { fileKind, isSystemError, systemReason } from "../system-error.ts";

const FILE = "ledger.db";

/** The files that SQLite makes for one ledger. */
const FILES: readonly string[] = ["", "-wal", "-shm"].map((suffix) => `${FILE}${suffix}`);

/**
 * The file of a temporary ledger, which is removed when the process exits, however that happens short of SIGKILL. The folder is created
 * here, and not by the parent, so that nothing is left if the parent is killed first. It may already hold the ledger: of an instance that was killed, or of one that runs
 * beside this one. @throws UsageError where it holds anything else, which would stay behind or be lost.
 */
export function temporaryLedger(given: string | undefined): string {
  const folder = createFolder(given);
  if (fileKind(folder) !== "folder" || !readdirSync(folder).every((name) => FILES.includes(name))) {
    throw new UsageError(
      `--temporary-ledger: ${folder} must be a new or empty folder, or hold nothing but a ledger, because it is removed at the end: name another one`,
    );
  }
  process.once("exit", () => removeLedger(folder));
  return join(folder, FILE);
}

function createFolder(given: string | undefined): string {
  try {
    if (given === undefined) return mkdtempSync(join(tmpdir(), "chaos-payout-serve-"));
    // Private. Another instance on the same ledger may be faster.
    if (fileKind(given) === undefined) unless(["EEXIST"], () => mkdirSync(given, { mode: 0o700 }));
    return given;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(
      `cannot create a temporary ledger in ${tmpdir()} (${systemReason(error)}): set TMPDIR, or name a file with --ledger`,
      exitCodes.unreachable,
    );
  }
}

/** Removes the ledger, and the folder if nothing else is in it. */
function removeLedger(folder: string): void {
  for (const name of FILES) rmSync(join(folder, name), { force: true });
  // Another instance was faster, or the folder has files that are not ours.
  unless(["ENOENT", "ENOTEMPTY", "EEXIST"], () => rmdirSync(folder));
}

/** Does the work, and ignores these errors of the system. */
function unless(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isSystemError(error) || !codes.includes(error.code)) throw error;
  }
}
