import { exitCodes } from "../exit-code.ts";
import { signalExitCode, watchSignals } from "../signals.ts";

/** What ends a server. */
export interface Shutdown {
  /** Resolves with the exit code when the first signal arrives; a second one ends the process at once. */
  readonly requested: Promise<number>;
  /** The server listens, so its parent may leave. Until then the exit code has to say why it could not start. */
  started(): void;
  /** Lets go of standard input. */
  close(): void;
}

/**
 * Watches the signals and, if `watchStdin`, the end of standard input, which ends the process at once: the parent is gone, nobody waits for
 * an answer, and every committed change is in the ledger file.
 */
export function watchShutdown(watchStdin: boolean): Shutdown {
  let hasStarted = false;
  let isOrphaned = false;
  const orphaned = () => {
    isOrphaned = true;
    if (hasStarted) process.exit(exitCodes.asExpected);
  };
  const { stdin } = process;
  if (watchStdin) stdin.on("end", orphaned).on("close", orphaned).on("error", orphaned).resume();
  return {
    requested: new Promise((resolve) => {
      watchSignals((signal) => resolve(signalExitCode(signal)));
    }),
    started() {
      hasStarted = true;
      if (isOrphaned) orphaned();
    },
    close() {
      stdin.off("end", orphaned).off("close", orphaned);
      stdin.destroy();
    },
  };
}
