import { exitCodes } from "./exit-code.ts";
import { isSystemError, reason } from "./system-error.ts";

/**
 * Keeps the exit code what it is where a stream takes no more, because its disk is full for one: a verdict is never lost to that. A report
 * that nobody will see is said on stderr, and good news that was not told is none; what progress and remarks tell may be lost. A reader that
 * went away (`| head`) is no trouble at all.
 */
export function endureFullStreams(): void {
  process.stderr.on("error", ignoreStream);
  process.stdout.on("error", (error) => {
    ignoreStream(error);
    if (isSystemError(error) && error.code === "EPIPE") return;
    if (isReportLost) return;
    isReportLost = true;
    process.stderr.write(`chaos-payout: standard output cannot be written: ${reason(error)}\n`);
    process.once("exit", (code) => {
      if (code === exitCodes.asExpected) process.exitCode = exitCodes.usage;
    });
  });
}

let isReportLost = false;

/** @throws what is no trouble with the stream: a bug. */
function ignoreStream(error: Error): void {
  const isAfterwards = "code" in error && error.code === "ERR_STREAM_DESTROYED";
  if (!isSystemError(error) && !isAfterwards) throw error;
}
