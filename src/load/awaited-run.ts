import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";

/** The file by which a run tells the scripts in its folder that it is ready for a phase. */
const FILE = "run.json";

const LOOK_MS = 50;

/** A run that waits for results, and the phase that may begin, from 1. */
export interface AwaitingRun {
  readonly run: string;
  readonly phase: number;
}

/** Whether a run has used the folder already: its keys are used up then, and another run would be answered what that one was. */
export function isUsed(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/** Tells the scripts in a folder that a run is ready for a phase. The first phase takes the folder for this run. @throws Error if it is used */
export function announceRun(folder: string, awaiting: AwaitingRun): void {
  const flag = awaiting.phase === 1 ? "wx" : "w";
  writeFileSync(join(folder, FILE), `${JSON.stringify(awaiting)}\n`, { flag });
}

/** Tells the scripts in a folder that nobody judges any more what they send. */
export function endRun(folder: string, run: string): void {
  writeFileSync(join(folder, FILE), `${JSON.stringify({ run, phase: 0 })}\n`);
}

/** Waits in a folder until a run is ready for a phase. Returns its name. @throws Error if the run is over */
export async function awaitedRun(folder: string, phase: number, clock: Clock): Promise<string> {
  for (;;) {
    const found = readRun(join(folder, FILE));
    if (found !== undefined && found.phase >= phase) return found.run;
    if (found?.phase === 0) throw new Error("the run that judges is over: export again");
    await clock.sleep(LOOK_MS);
  }
}

function readRun(path: string): AwaitingRun | undefined {
  try {
    const { run, phase }: Partial<AwaitingRun> = JSON.parse(readFileSync(path, "utf8"));
    return typeof run === "string" && typeof phase === "number" ? { run, phase } : undefined;
  } catch {
    // It is not there yet, or not whole.
    return undefined;
  }
}
