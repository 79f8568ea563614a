import { setMaxListeners } from "node:events";
import type { Clock } from "../domain/clock.ts";
import { limits } from "../scenario/limits.ts";
import { onAbort } from "./deadline.ts";
import type { Recorder } from "./recorder.ts";

/** What ends a run early: it is stopped, the API dies, or the load takes too long. */
export interface EarlyEnd {
  /** Aborted by any of the three: nothing more is sent. */
  readonly signal: AbortSignal;
  /** Aborted when the API has died. */
  readonly death: AbortSignal;
  /** Why the API died; null while it lives. */
  died(): string | null;
  /** Starts the time limit of the load. Call the returned function when the load is over. */
  limitLoad(): () => void;
  /** Records, once, what cut the run short, if anything did. */
  recordInterruption(): void;
  /** The run is over: whoever stops the next one is listened to no longer. */
  close(): void;
}

interface EarlyEndOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Aborted by whoever stops the run, with the name of the signal as its reason. */
  readonly stop: AbortSignal;
  /** Resolves with the reason when the API dies. */
  readonly died: Promise<string> | undefined;
}

/** Watches for anything that ends a run early. */
export function watchForEarlyEnd({ stop, died, clock, recorder }: EarlyEndOptions): EarlyEnd {
  const own = new AbortController();
  const death = new AbortController();
  let isTimeUp = false;
  let isRecorded = false;
  void died?.then((why) => {
    death.abort(why);
    own.abort();
  });
  // Not `AbortSignal.any`, which keeps all that listens in memory until the next major collection: too much for thousands of small runs.
  const unhook = onAbort(stop, () => own.abort(stop.reason));
  // Every waiting retry listens to this signal: that is many listeners, and no leak.
  setMaxListeners(0, own.signal);
  return {
    signal: own.signal,
    death: death.signal,
    died: () => (death.signal.aborted ? String(death.signal.reason) : null),
    limitLoad: () =>
      clock.timeout(limits.loadMs, () => {
        isTimeUp = true;
        own.abort();
      }),
    recordInterruption() {
      if (isRecorded || !(stop.aborted || isTimeUp)) return;
      isRecorded = true;
      const by = stop.aborted
        ? { signal: String(stop.reason), limitMs: null }
        : { signal: null, limitMs: limits.loadMs };
      recorder.record({ kind: "interrupted", atMs: recorder.atMs(), ...by });
    },
    close: unhook,
  };
}
