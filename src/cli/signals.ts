import { exitCodes } from "./exit-code.ts";

/** The signals that ask this process to stop; `close` hands them back to Node. */
export type Signals = ReturnType<typeof watchSignals>;

/** Catches SIGINT, SIGTERM and SIGHUP. The first aborts `stop`, with its name, and calls `onFirst`; the second ends the process at once. */
export function watchSignals(onFirst: (signal: NodeJS.Signals) => void = () => {}) {
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
