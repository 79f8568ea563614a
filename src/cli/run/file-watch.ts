import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { watch } from "chokidar";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { UsageError } from "../errors.ts";

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
  /** Watches these files too. */
  include(files: readonly string[]): void;
  close(): Promise<void>;
}

/** Editors save in several steps, and switching a branch changes many files: changes this close together are one. */
const QUIET_MS = 100;

/** Removing a folder ends its watch, so we poll for its return. */
const POLL_MS = 250;

/**
 * Watches files; resolves once no change can be missed. Editors save by renaming a new file over the old one, so it watches the folders of
 * the files. @throws UsageError where the system cannot watch them.
 */
export async function watchFiles({ files, folders }: Watched, clock: Clock = systemClock): Promise<FileWatch> {
  const [wanted, whole] = [new Set(files), new Set(folders)];
  const around = () => new Set([...whole, ...[...wanted].map((file) => dirname(file))]);
  const isWatched = (path: string) => wanted.has(path) || (whole.has(dirname(path)) && /\.ya?ml$/.test(path));
  const changes = createQueue(clock);
  const watcher = watch([...around()], {
    ignoreInitial: true,
    depth: 0,
    ignored: (path) => !isWatched(path) && !around().has(path),
  });
  watcher
    .on("change", (path) => changes.add({ path, what: "saved" }))
    .on("add", (path) => changes.add({ path, what: "added" }))
    .on("unlink", (path) => changes.add({ path, what: "removed" }));
  const poll = createReturnPoll(clock, (folder) => {
    watcher.add(folder);
    const files = readdirSync(folder).map((name) => join(folder, name));
    for (const path of files.filter(isWatched)) changes.add({ path, what: "added" });
  });
  watcher.on("unlinkDir", (path) => {
    if (around().has(path)) poll.add(path);
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: unknown) => {
      const failure = new UsageError(
        `the scenarios cannot be watched: ${error instanceof Error ? error.message : error}`,
      );
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
      poll.close();
      return watcher.close();
    },
  };
}

/** Polls for removed folders, and calls `onReturn` for each that is back. It keeps the process alive, because nothing else may. */
function createReturnPoll(clock: Clock, onReturn: (folder: string) => void) {
  const gone = new Set<string>();
  let cancel: (() => void) | undefined;
  const look = () => {
    cancel = undefined;
    for (const folder of [...gone].filter((path) => existsSync(path))) {
      gone.delete(folder);
      onReturn(folder);
    }
    if (gone.size > 0) cancel = clock.timeout(POLL_MS, look);
  };
  return {
    add(folder: string): void {
      gone.add(folder);
      cancel ??= clock.timeout(POLL_MS, look);
    },
    close: () => cancel?.(),
  };
}

interface Waiting {
  resolve(changes: readonly FileChange[]): void;
  reject(error: Error): void;
}

/** Collects changes and delivers them together once they have stopped for a moment; of several changes to one file, the last. */
function createQueue(clock: Clock) {
  const pending = new Map<string, FileChange>();
  let waiting: Waiting | undefined;
  let failure: Error | undefined;
  let cancel: (() => void) | undefined;
  const deliver = () => {
    if (failure !== undefined) waiting?.reject(failure);
    if (pending.size === 0 || waiting === undefined) return;
    waiting.resolve([...pending.values()]);
    waiting = undefined;
    pending.clear();
  };
  return {
    add(change: FileChange): void {
      pending.set(change.path, change);
      cancel?.();
      cancel = clock.timeout(QUIET_MS, () => {
        cancel = undefined;
        deliver();
      });
    },
    fail(error: Error): void {
      failure = error;
      deliver();
    },
    next(): Promise<readonly FileChange[]> {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (cancel === undefined) deliver();
      });
    },
  };
}
