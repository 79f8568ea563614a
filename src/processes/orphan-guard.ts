import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "../domain/clock.ts";
import { signalGroup } from "./process-group.ts";

/**
 * Nothing that we start outlives us, not even after kill -9. A shell in a session of its own reads from a pipe which groups of processes there
 * are. When the pipe ends without a word, we are gone: it kills them, and runs the line that stops containers.
 */
const WATCHDOG = `trap "" HUP INT TERM
groups=
while read -r word group; do
  case $word in
    started) groups="$groups $group" ;;
    ended)
      left=
      for each in $groups; do [ "$each" = "$group" ] || left="$left $each"; done
      groups=$left ;;
    done) exit 0 ;;
  esac
done
for each in $groups; do kill -s KILL -- "-$each"; done
[ $# -eq 0 ] || exec "$@"`;

/**
 * A process waits before its first instruction until the watchdog knows of it. If we are killed in between, its pipe ends, and it never
 * begins. `exec` keeps the process id, which is also the number of its group.
 */
const GATE = 'read -r go <&3 && exec 3<&- && exec "$@"';

/** A program with its arguments; no shell reads it. */
export type CommandLine = readonly [program: string, ...arguments: string[]];

/** Where a process runs. */
export interface Surroundings {
  readonly folder: string;
  /** In addition to our own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts processes that end with us. */
export interface OrphanGuard {
  /** Starts a command in a group of its own, out of reach of a Ctrl-C on the terminal. Its standard input is empty. */
  start(command: CommandLine, surroundings: Surroundings): Promise<GuardedProcess>;
  /** Ends the watchdog, when nothing is left to watch. */
  close(): void;
}

/** A process that ends with us, and everything that it has started in its group. */
export interface GuardedProcess {
  /** The id of the process and of its group. */
  readonly group: number;
  readonly stdout: ChildProcess["stdout"];
  readonly stderr: ChildProcess["stderr"];
  /** Resolves when the process itself has exited, and what it printed was read. */
  readonly exited: Promise<Exit>;
  /** Sends a signal to the whole group, before this returns. False if there is none any more. */
  signal(signal: NodeJS.Signals): boolean;
  /** Tells the watchdog that nothing of the group is left. */
  release(): void;
}

/** How a process exited. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** `exited with code 3`, `was killed by SIGKILL`, `could not be started (ENOENT)`. */
  readonly text: string;
}

/** How long the last lines of a process may stay in its pipes, which what it has left running may keep open. */
const LAST_LINES_MS = 100;

/** Starts the watchdog. `onOrphaned` is run if we are killed, after all groups were. */
export function createOrphanGuard(
  onOrphaned: CommandLine | null,
  surroundings: Surroundings,
  clock: Clock,
): OrphanGuard {
  const watchdog = spawn("sh", ["-c", WATCHDOG, "chaos-payout", ...(onOrphaned ?? [])], {
    ...placeOf(surroundings),
    stdio: ["pipe", "ignore", "ignore"],
  });
  const { stdin } = watchdog;
  // Without a shell nothing else can be started either, and that is what is reported.
  watchdog.on("error", () => {});
  stdin.on("error", () => {});
  watchdog.unref();
  const tell = (line: string) => new Promise<void>((resolve) => stdin.write(`${line}\n`, () => resolve()));
  return {
    async start(command, where) {
      const child = spawn("sh", ["-c", GATE, "chaos-payout", ...command], {
        ...placeOf(where),
        stdio: ["ignore", "pipe", "pipe", "pipe"],
      });
      const exited = exitOf(child, clock);
      const { pid: group = 0, stdout, stderr } = child;
      const [, , , gate] = child.stdio;
      gate?.on("error", () => {});
      await tell(`started ${group}`);
      if (gate !== null && gate !== undefined && "end" in gate) gate.end("go\n");
      return {
        group,
        stdout,
        stderr,
        exited,
        signal: (signal) => group !== 0 && signalGroup(group, signal),
        release: () => void tell(`ended ${group}`),
      };
    },
    close: () => void stdin.end("done\n"),
  };
}

function placeOf({ folder, env }: Surroundings) {
  return { cwd: folder, env: { ...process.env, ...env }, detached: true };
}

function exitOf(child: ChildProcess, clock: Clock): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ code: null, signal: null, text: `could not be started (${error.message})` }),
    );
    child.once("exit", (code, signal) => {
      const text = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
      const end = () => resolve({ code, signal, text });
      const cancel = clock.timeout(LAST_LINES_MS, end);
      child.once("close", () => {
        cancel();
        end();
      });
    });
  });
}
