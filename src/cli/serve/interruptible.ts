import { writeSync } from "node:fs";
import { systemClock } from "../../domain/clock.ts";
import type { PlannedCrash } from "../../domain/crash-point.ts";
import type { Checkpoint } from "../../embedded/checkpoint.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import { plannedCrashes } from "../../embedded/planned-crashes.ts";

/** How a process announces what happens to it, and how it is stopped. */
export interface OwnProcess {
  readonly store: Pick<Store, "inflict">;
  /** False until it listens; before that it is not interrupted. */
  readonly isListening: () => boolean;
  /** Called before it asks itself to end. */
  readonly beforeExit: () => void;
  readonly print?: (line: string) => void;
  readonly signal?: (signal: "SIGKILL" | "SIGTERM") => void;
}

/** Interrupts this process at its crashes. Each is announced on a line, from which the parent can tell it from anything else. */
export function interruptedAt(
  crashes: readonly PlannedCrash[],
  { store, isListening, beforeExit, print = writeOut, signal = signalThisProcess }: OwnProcess,
): Checkpoint {
  const checkpoint = plannedCrashes(crashes, {
    store,
    clock: systemClock,
    observe: (event, { at }) => print(`chaos-payout serve: ${event} ${at}\n`),
    kill() {
      signal("SIGKILL");
      // Nothing may happen between this point and the arrival of the signal.
      return new Promise(() => {});
    },
    terminate() {
      beforeExit();
      signal("SIGTERM");
    },
    async pause(forMs) {
      standStill(forMs);
    },
  });
  return { at: (point) => (isListening() ? checkpoint.at(point) : Promise.resolve()) };
}

/** Blocks the whole process, as a long garbage collection does. Unlike SIGSTOP, it needs nobody to end it, not even a parent that is still there. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

/** Written at once, because the next thing may be the end of the process. */
function writeOut(line: string): void {
  writeSync(1, line);
}

function signalThisProcess(signal: "SIGKILL" | "SIGTERM"): void {
  process.kill(process.pid, signal);
}
