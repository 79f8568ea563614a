import { readFileSync } from "node:fs";
import { reportError } from "./errors.ts";
import { exitCodes } from "./exit-code.ts";
import { packageFile } from "./package-file.ts";
import { isSystemError, systemReason } from "./system-error.ts";

/** Loads modules when they are needed, so that `--version`, which scripts and package managers call, costs little more than node itself. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    process.stdout.write(`${version()}\n`);
    return;
  }
  const { createProgram, refuseUnknownCommand } = await import("./program.ts");
  const program = createProgram(version());
  refuseUnknownCommand(program, words);
  await program.parseAsync();
}

surviveBrokenStreams();

// Without this, Node would end with 1 after an error in an event handler, and 1 is the verdict "violated".
process.on("uncaughtException", (error) => process.exit(exitCodeFor(error)));

try {
  await main();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

/** Prints an error, unless commander has done so already. Returns the exit code. */
function exitCodeFor(error: unknown): number {
  if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage;
  return reportError(error);
}

/** By its code, because commander may not be loaded. */
function isCommanderError(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

function version(): string {
  const text = readFileSync(packageFile("package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}

/**
 * Keeps the process alive, and its verdict intact, when stdout or stderr cannot be written, e.g. on a full disk. A lost report turns exit
 * code 0 into an error, because the good news was not seen. A reader that went away (`| head`) is not an error.
 */
function surviveBrokenStreams(): void {
  let isReportLost = false;
  process.stderr.on("error", rethrowBug);
  process.stdout.on("error", (error) => {
    rethrowBug(error);
    if (isReportLost || (isSystemError(error) && error.code === "EPIPE")) return;
    isReportLost = true;
    process.stderr.write(`chaos-payout: standard output cannot be written: ${systemReason(error)}\n`);
    process.once("exit", (code) => {
      if (code === exitCodes.asExpected) process.exitCode = exitCodes.usage;
    });
  });
}

function rethrowBug(error: Error): void {
  const isAlreadyClosed = "code" in error && error.code === "ERR_STREAM_DESTROYED";
  if (!isSystemError(error) && !isAlreadyClosed) throw error;
}
