import { spawnSync } from "node:child_process";
import type { Clock } from "../domain/clock.ts";
import type { Redact } from "../service/secrets.ts";
import { TargetError } from "../service/target.ts";
import type { CommandLine, OrphanGuard, Surroundings } from "./orphan-guard.ts";
import { createOutputTail } from "./output-tail.ts";
import { groupEnds } from "./process-group.ts";

/** A command as somebody would type it, for messages. */
function typed(command: CommandLine): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}

/** What a command needs to be run to its end. */
export interface CommandOptions extends Surroundings {
  readonly guard: OrphanGuard;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Gets what it prints, as it is. */
  readonly copy: (chunk: string) => void;
  readonly abandon: AbortSignal;
}

/** How long what a command has left running in its group may take to end. */
const ENDS_MS = 2_000;

/** Runs a command to its end. @throws TargetError with the end of its output, if it fails */
export async function runToEnd(command: CommandLine, options: CommandOptions): Promise<void> {
  const { guard, clock, abandon, redact, copy } = options;
  const tail = createOutputTail(redact, copy);
  const started = await guard.start(command, options);
  tail.read(started.stdout);
  tail.read(started.stderr);
  const kill = () => void started.signal("SIGKILL");
  if (abandon.aborted) kill();
  abandon.addEventListener("abort", kill, { once: true });
  const { code, text } = await started.exited;
  abandon.removeEventListener("abort", kill);
  // A helper that it has left behind belongs to nobody.
  started.signal("SIGKILL");
  if (await groupEnds(started, ENDS_MS, clock)) started.release();
  if (code === 0) return;
  throw new TargetError("unreachable", [`\`${redact(typed(command))}\` ${text}`, tail.lines()].join("\n").trimEnd());
}

/**
 * Runs a command while everything else here stands still, so that a container is killed at the moment that was planned. Returns what went
 * wrong; null if nothing did.
 */
export function runAtOnce(
  command: CommandLine,
  { folder, env }: Surroundings,
  withinMs: number,
  redact: Redact,
): string | null {
  const [program, ...words] = command;
  const { status, signal, error, stderr } = spawnSync(program, words, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    timeout: withinMs,
    killSignal: "SIGKILL",
  });
  if (status === 0) return null;
  const how = error === undefined ? (signal ?? `exit code ${status}`) : error.message;
  const tail = createOutputTail(redact);
  tail.add(stderr ?? "");
  return `\`${redact(typed(command))}\` failed (${how})${tail.telling(true)}`;
}
