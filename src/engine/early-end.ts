import { setMaxListeners } from "node:events";
import type { Clock } from "../domain/clock.ts";
import { limits } from "../scenario/limits.ts";
import type { Recorder } from "./recorder.ts";

/** What ends a run before its time: somebody stops it, the API dies, or the time for its load is up. */
export interface EarlyEnd {
  /** Aborted by any of the three: nothing more is to be sent. */
  readonly signal: AbortSignal;
  /** Aborted when the API has died. */
  readonly death: AbortSignal;
  /** Why the API died; null while it lives. */
  died(): string | null;
  /** The load begins: from now on its time counts, until the answer is called. */
  limitLoad(): () => void;
  /** Records once who cut the run short, where anybody did. */
  recordInterruption(): void;
}

interface EndingOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Aborted, with the name of the signal as its reason, when somebody stops the run. */
  readonly stop: AbortSignal;
  /** Resolves with the reason when the API dies. */
  readonly died: Promise<string> | undefined;
}

/** Watches for whatever may end a run. */
export function watchForEarlyEnd({ stop, died, clock, recorder }: EndingOptions): EarlyEnd {
  const own = new AbortController();
  const death = new AbortController();
  let isTimeUp = false;
  let isRecorded = false;
  void died?.then((why) => {
    death.abort(why);
    own.abort();
  });
  const signal = AbortSignal.any([stop, own.signal]);
  // Every retry that waits listens to it: that is many, and no leak.
  setMaxListeners(0, signal);
  return {
    signal,
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
  };
}
