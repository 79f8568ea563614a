import { writeSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { crashPoints, type PlannedCrash } from "../../domain/crash-point.ts";
import type { Checkpoint } from "../../embedded/checkpoint.ts";

/** Reads the value of `--crash`: `after-charge:3`. @throws InvalidArgumentError */
export function crashFlag(text: string): PlannedCrash {
  const [, name, digits] = /^([a-z-]+):([1-9]\d{0,6})$/.exec(text) ?? [];
  const at = crashPoints.find((each) => each === name);
  if (at !== undefined) return { at, occurrence: Number(digits) };
  throw new InvalidArgumentError(
    `It is a crash point and at which passing, such as after-charge:3; the points are ${crashPoints.join(", ")}.`,
  );
}

/**
 * A checkpoint that ends this process at its crash. The line comes first, and is written before this returns, so that whoever started
 * the process can tell this death from any other.
 */
export function crashAt({ at: planned, occurrence }: PlannedCrash, die = killThisProcess): Checkpoint {
  let passed = 0;
  return {
    at(point) {
      if (point !== planned) return Promise.resolve();
      passed += 1;
      if (passed !== occurrence) return Promise.resolve();
      die(`chaos-payout serve: crash ${point}\n`);
      // Nobody who waits for this point goes on in the moment until the signal arrives.
      return new Promise(() => {});
    },
  };
}

function killThisProcess(lastWords: string): void {
  writeSync(1, lastWords);
  process.kill(process.pid, "SIGKILL");
}
