import { spawn } from "node:child_process";
import type { Clock } from "../domain/clock.ts";
import { createOutputTail } from "../processes/output-tail.ts";
import { groupEnds, signalGroup } from "../processes/process-group.ts";

/** How long a process may take to end when it is asked to, before it is killed. */
const GRACE_MS = 2_000;

/** A process of a load engine. */
export interface EngineProcess {
  /** How it ended, as a phrase: `ended with exit code 1: …`; null for success. Undefined while it runs. */
  ended(): string | null | undefined;
  /** Ends it and everything that it has started. */
  stop(): Promise<void>;
}

/** What is started. */
export interface EngineProcessOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** Starts a process in a group of its own. Its output is kept for the message if it fails. */
export function startEngineProcess({ program, args, folder, env, clock }: EngineProcessOptions): EngineProcess {
  const output = createOutputTail();
  let ended: string | null | undefined;
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  output.read(child.stdout);
  output.read(child.stderr);
  const exited = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ended = `could not be started: ${error.message}`;
      resolve();
    });
    child.once("close", (code, signal) => {
      ended ??= howItEnded(code, signal, output.telling(true));
      resolve();
    });
  });
  return {
    ended: () => ended,
    async stop() {
      const { pid } = child;
      if (pid === undefined) return;
      if (signalGroup(pid, "SIGTERM") && !(await groupEnds({ group: pid, exited }, GRACE_MS, clock))) {
        signalGroup(pid, "SIGKILL");
      }
      await exited;
    },
  };
}

function howItEnded(code: number | null, signal: string | null, telling: string): string | null {
  if (code === 0) return null;
  return signal === null ? `ended with exit code ${code}${telling}` : `was ended by ${signal}${telling}`;
}
