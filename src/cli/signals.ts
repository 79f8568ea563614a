import { exitCodes } from "./exit-code.ts";

/** The signals that ask this process to stop. */
export interface Signals {
  /** Aborted with the name of the first signal. */
  readonly stop: AbortSignal;
  /** Hands the signals back to Node. */
  close(): void;
}

/** Catches SIGINT, SIGTERM and SIGHUP. The first one aborts `stop` and calls `onFirst`; the second one ends the process at once. */
export function watchSignals(onFirst: (signal: NodeJS.Signals) => void = () => {}): Signals {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signalExitCode(signal));
    controller.abort(signal);
    onFirst(signal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  return {
    stop: controller.signal,
    close: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal).off("SIGHUP", onSignal),
  };
}

/** The exit code of a process that this signal stopped. */
export function signalExitCode(signal: string): number {
  return signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
}

/** What a run prints when a signal stops it. */
export function stoppingMessage(signal: string): string {
  return `chaos-payout: ${signal}: stopping; a partial report follows. Press Ctrl-C again to exit now`;
}
