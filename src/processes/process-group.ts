import { readdirSync, readFileSync } from "node:fs";
import { platform } from "node:os";
import type { Clock } from "../domain/clock.ts";

/** How often a group without its first process is looked at: soon at first, and less often the longer it takes. */
const LOOK = { fromMs: 5, toMs: 100 };

/** Sends a signal to a process and everything that it has started, before this returns. False if there is no such group any more. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    // ESRCH; or EPERM, which is what macOS says of a group of nothing but ended processes.
    return false;
  }
}

/** A group, and the exit of the process that it was made for. */
export interface Group {
  readonly group: number;
  readonly exited: Promise<unknown>;
}

/** Waits until nothing of a group runs any more. False if something still does after `withinMs`. */
export async function groupEnds({ group, exited }: Group, withinMs: number, clock: Clock): Promise<boolean> {
  const endMs = clock.now() + withinMs;
  const late = new AbortController();
  const first = await Promise.race([exited.then(() => "exited" as const), clock.sleep(withinMs, late.signal)]);
  late.abort();
  if (first !== "exited") return false;
  for (let waitMs = LOOK.fromMs; signalGroup(group, 0) && hasLiving(group); waitMs = Math.min(waitMs * 2, LOOK.toMs)) {
    if (clock.now() >= endMs) return false;
    await clock.sleep(waitMs);
  }
  return true;
}

/**
 * False if nothing of the group is left but processes that have ended and whose exit nobody has asked for. In a container without an init
 * process these stay for ever.
 */
function hasLiving(group: number): boolean {
  if (platform() !== "linux") return true;
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isLivingIn(group, name));
}

function isLivingIn(group: number, pid: string): boolean {
  try {
    // `pid (name) state parent group …`; the name may hold anything.
    const [state, , of] = readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)?.trim().split(" ") ?? [];
    return Number(of) === group && state !== "Z" && state !== "X";
  } catch {
    // It ended just now.
    return false;
  }
}
