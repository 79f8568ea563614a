import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { watch } from "chokidar";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { UsageError } from "../errors.ts";
import { isMissing } from "../system-error.ts";

/** What to watch; all paths are absolute. */
export interface Watched {
  readonly files: readonly string[];
  /** Folders whose *.yaml files are watched, including those that are still to come. */
  readonly folders: readonly string[];
}

/** A change to a watched file. */
export interface FileChange {
  readonly path: string;
  readonly what: "saved" | "added" | "removed";
}

/** Files that are being watched. */
export interface FileWatch {
  /** The changes since the last call, once there are some and they have stopped for a moment. Only one call may wait at a time. */
  next(): Promise<readonly FileChange[]>;
  include(files: readonly string[]): void;
  close(): Promise<void>;
}

/** Editors save in several steps, and switching a branch changes many files: changes this close together count as one. */
const QUIET_MS = 100;

/** Removing a folder ends its watch, so we poll for its return. */
const POLL_MS = 250;

const events = { change: "saved", add: "added", unlink: "removed" } as const;

/**
 * Watches files; resolves once no change can be missed. Editors save by renaming a new file over the old one, so it watches the folders of
 * the files. @throws UsageError if the system cannot watch them
 */
export async function watchFiles({ files, folders }: Watched, clock: Clock = systemClock): Promise<FileWatch> {
  const [wanted, whole] = [new Set(files), new Set(folders)];
  const around = () => new Set([...whole, ...[...wanted].map((file) => dirname(file))]);
  const isWatched = (path: string) => wanted.has(path) || (whole.has(dirname(path)) && /\.ya?ml$/.test(path));
  const changes = createQueue(clock);
  const closed = new AbortController();
  const watcher = watch([...around()], {
    ignoreInitial: true,
    depth: 0,
    ignored: (path) => !isWatched(path) && !around().has(path),
  });
  const awaited = new Set<string>();
  watcher.on("all", async (event, path) => {
    if (event in events) changes.add(path, events[event as keyof typeof events]);
    if (event !== "unlinkDir" || !around().has(path) || awaited.has(path)) return;
    awaited.add(path);
    while (!existsSync(path)) if ((await clock.sleep(POLL_MS, closed.signal)) === "aborted") return;
    awaited.delete(path);
    watcher.add(path);
    for (const name of namesIn(path)) if (isWatched(join(path, name))) changes.add(join(path, name), "added");
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: unknown) => {
      const reason = error instanceof Error ? error.message : error;
      const failure = new UsageError(`the scenarios cannot be watched: ${reason}`);
      changes.fail(failure);
      reject(failure);
    };
    watcher.on("error", refuse).once("ready", resolve);
  });
  return {
    next: changes.next,
    include(more) {
      const added = more.filter((file) => !isWatched(file));
      for (const file of added) wanted.add(file);
      if (added.length > 0) watcher.add([...added.map((file) => dirname(file)), ...added]);
    },
    close() {
      closed.abort();
      return watcher.close();
    },
  };
}

/** Collects changes and delivers them together once they have stopped for a moment; of several changes to one file, the last. */
function createQueue(clock: Clock) {
  const pending = new Map<string, FileChange>();
  let failure: Error | undefined;
  let lastMs = 0;
  let wake = () => {};
  return {
    add(path: string, what: FileChange["what"]): void {
      pending.set(path, { path, what });
      lastMs = clock.now();
      wake();
    },
    fail(error: Error): void {
      failure = error;
      wake();
    },
    async next(): Promise<readonly FileChange[]> {
      for (;;) {
        if (failure !== undefined) throw failure;
        const quietMs = clock.now() - lastMs;
        if (pending.size === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (quietMs < QUIET_MS) await clock.sleep(QUIET_MS - quietMs);
        else {
          const all = [...pending.values()];
          pending.clear();
          return all;
        }
      }
    },
  };
}

/** Empty if the folder has been removed again; its next event starts over. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
