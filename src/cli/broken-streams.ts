import { exitCodes } from "./exit-code.ts";
import { isSystemError, systemReason } from "./system-error.ts";

/**
 * Keeps the process alive, and its verdict intact, when stdout or stderr can no longer be written, e.g. because the disk is full. A report
 * that was lost turns exit code 0 into an error, because nobody saw the good news. A reader that went away (`| head`) is not an error.
 */
export function surviveBrokenStreams(): void {
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
