import { exitCodes } from "../exit-code.ts";

/** What tells a server to stop. */
export interface Stopping {
  /** Resolves with the exit code when a signal arrives; a second one ends the process at once. */
  readonly told: Promise<number>;
  /** It listens: whoever started it may now leave it. Until then its own exit code says why it does not. */
  started(): void;
  /** Lets go of standard input, whose end then means nothing any more. */
  close(): void;
}

/**
 * Watches the signals and, if it is to be watched, the end of standard input, which ends the process at once: whoever started this is
 * gone, nobody waits for an answer, and every change that was committed is in the ledger file.
 */
export function watchStopping(watchStdin: boolean): Stopping {
  let hasStarted = false;
  let isOrphaned = false;
  const orphaned = () => {
    isOrphaned = true;
    if (hasStarted) process.exit(exitCodes.asExpected);
  };
  const { stdin } = process;
  if (watchStdin) stdin.on("end", orphaned).on("close", orphaned).on("error", orphaned).resume();
  return {
    told: firstSignal(),
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

function firstSignal(): Promise<number> {
  return new Promise((resolve) => {
    let isStopping = false;
    const onSignal = (signal: NodeJS.Signals) => {
      const exitCode = signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
      if (isStopping) process.exit(exitCode);
      isStopping = true;
      resolve(exitCode);
    };
    process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  });
}
