import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { bin } from "./places.ts";

/** A run of the program, measured from outside. */
export interface Measured {
  readonly seconds: number;
  readonly text: string;
  readonly code: number;
  /** The peak resident sizes of the process, and of the largest that it has started; 0 where the system does not tell. */
  readonly peakKib: number;
  readonly childPeakKib: number;
}

const EVERY_MS = 50;

/** Runs the program with these arguments until it ends. @throws Error where it says nothing */
export async function measured(args: readonly string[]): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const text = collected(child.stdout);
  const trouble = collected(child.stderr);
  let peakKib = 0;
  let childPeakKib = 0;
  const watch = setInterval(() => {
    peakKib = Math.max(peakKib, residentPeakKib(child.pid));
    childPeakKib = Math.max(childPeakKib, ...startedBy(child.pid).map(residentPeakKib));
  }, EVERY_MS);
  const [code] = await once(child, "close");
  clearInterval(watch);
  if (text() === "") throw new Error(`the run ended with ${code} and without a report\n${trouble()}`);
  return { seconds: (performance.now() - started) / 1000, text: text(), code: Number(code), peakKib, childPeakKib };
}

/** A size for people. */
export function mebibytes(kib: number): string {
  return kib === 0 ? "unknown" : `${Math.round(kib / 1024)} MiB`;
}

function collected(stream: NonNullable<ChildProcess["stdout"]>): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/** The peak resident size, where the system tells it; else 0. */
function residentPeakKib(pid: number | undefined): number {
  return Number(/VmHWM:\s+(\d+)/.exec(told(`/proc/${pid}/status`))?.[1] ?? 0);
}

function startedBy(pid: number | undefined): readonly number[] {
  const pids = told(`/proc/${pid}/task/${pid}/children`).trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}

function told(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Not Linux, or the process has just ended.
    return "";
  }
}
