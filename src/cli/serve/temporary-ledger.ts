import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";

const FILE = "ledger.db";

/** What SQLite makes of one ledger. */
const FILES: readonly string[] = ["", "-wal", "-shm"].map((suffix) => `${FILE}${suffix}`);

/**
 * The file of a ledger that nobody asked to keep. It goes with the process, whichever way that ends but kill -9. A folder that is not there is
 * made here, so that nothing is left of it where whoever names it is killed before this process has begun. It may hold the ledger
 * already: of an instance that was killed there, or of one that runs beside this one.
 * @throws UsageError where it holds anything else, which would stay behind or be lost.
 */
export function temporaryLedger(given: string | undefined): string {
  const folder = given ?? makeFolder(() => mkdtempSync(join(tmpdir(), "chaos-payout-serve-")));
  if (!existsSync(folder)) makeFolder(() => made(folder));
  if (namesIn(folder)?.every((name) => FILES.includes(name)) !== true) {
    throw new UsageError(
      `--temporary-ledger: ${folder} is not a folder that is empty or holds a ledger, and it would be removed: make a new one`,
    );
  }
  process.once("exit", () => removeLedger(folder));
  return join(folder, FILE);
}

/** Nobody else may look into it; another instance on the same ledger may have been faster. */
function made(folder: string): string {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return folder;
}

function makeFolder(make: () => string): string {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `the ledger has no place in the temporary folder ${tmpdir()} (${reason}): set TMPDIR, or name a file with --ledger`,
      exitCodes.unreachable,
    );
  }
}

/** What is in a folder; undefined where it is none. */
function namesIn(folder: string): readonly string[] | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : undefined;
}

/** Removes what SQLite made there, and the folder if nothing else is in it. */
function removeLedger(folder: string): void {
  for (const name of FILES) rmSync(join(folder, name), { force: true });
  try {
    rmdirSync(folder);
  } catch (error) {
    // Another instance on the same ledger was faster, or something else lies there, which is somebody else's.
    if (!(error instanceof Error && "code" in error && ["ENOENT", "ENOTEMPTY", "EEXIST"].includes(String(error.code))))
      throw error;
  }
}
