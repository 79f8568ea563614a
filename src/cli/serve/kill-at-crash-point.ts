import { writeSync } from "node:fs";
import type { PlannedCrash } from "../../domain/crash-point.ts";
import type { Checkpoint } from "../../embedded/checkpoint.ts";

/** Kills this process at its crash, after a line from which the parent can tell this death from any other. */
export function crashAt({ at: planned, occurrence }: PlannedCrash, die = killThisProcess): Checkpoint {
  let reached = 0;
  return {
    at(point) {
      if (point !== planned) return Promise.resolve();
      reached += 1;
      if (reached !== occurrence) return Promise.resolve();
      die(`chaos-payout serve: crash ${point}\n`);
      // Nothing may happen between this point and the arrival of the signal.
      return new Promise(() => {});
    },
  };
}

function killThisProcess(lastWords: string): void {
  writeSync(1, lastWords);
  process.kill(process.pid, "SIGKILL");
}
