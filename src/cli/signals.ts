import { exitCodes } from "./exit-code.ts";

/** Ctrl-C and its like, turned into something that a run can end on. */
export interface Signals {
  /** Aborted with the name of the first signal. */
  readonly stop: AbortSignal;
  /** Leaves the signals to the process again. */
  close(): void;
}

/**
 * Watches SIGINT and SIGTERM, and says so with `say`, because something may be shown on the line where a message would go. The first one ends the load in good order; the second one ends the process at once, and the embedded
 * API goes with it, because its standard input closes.
 */
export function watchSignals(say: (message: string) => void): Signals {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated);
    say(`chaos-payout: ${signal}: the load stops, and what is known is reported; once more to leave at once`);
    controller.abort(signal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  return {
    stop: controller.signal,
    close: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal).off("SIGHUP", onSignal),
  };
}
