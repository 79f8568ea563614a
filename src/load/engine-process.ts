import type { Clock } from "../domain/clock.ts";
import type { CommandLine, OrphanGuard, Surroundings } from "../processes/orphan-guard.ts";
import { createOutputTail } from "../processes/output-tail.ts";
import { groupEnds } from "../processes/process-group.ts";

/** How long a process may take to end when it is asked to, before it is killed. */
const GRACE_MS = 2_000;

/** A process of a load engine. */
export interface EngineProcess {
  /** How it ended: `exited with code 1: …`; null for success. Undefined while it runs. */
  ended(): string | null | undefined;
  /** Ends it and everything that it has started. */
  stop(): Promise<void>;
}

/** Starts a process in a group of its own, which ends with us. What it prints is kept for the message if it fails. */
export async function startEngineProcess(
  guard: OrphanGuard,
  command: CommandLine,
  surroundings: Surroundings,
  clock: Clock,
): Promise<EngineProcess> {
  const output = createOutputTail();
  let ended: string | null | undefined;
  const process = await guard.start(command, surroundings);
  output.read(process.stdout);
  output.read(process.stderr);
  void process.exited.then(({ code, text }) => {
    ended = code === 0 ? null : `${text}${output.telling(true)}`;
  });
  return {
    ended: () => ended,
    async stop() {
      if (process.signal("SIGTERM") && !(await groupEnds(process, GRACE_MS, clock))) process.signal("SIGKILL");
      await process.exited;
      process.release();
    },
  };
}
