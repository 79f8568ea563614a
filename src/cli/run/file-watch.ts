import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { watch } from "chokidar";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { UsageError } from "../errors.ts";

/** What is watched; all paths are absolute. */
export interface Watched {
  readonly files: readonly string[];
  /** Folders of which every *.yaml file is watched, also those that are still to come. */
  readonly folders: readonly string[];
}

/** Something that happened to a file that is watched. */
export interface FileChange {
  readonly path: string;
  readonly what: "saved" | "added" | "removed";
}

/** Files under watch. */
export interface FileWatch {
  /** What has changed since the last answer, as soon as there is something and all is quiet for a moment. One may wait at a time. */
  next(): Promise<readonly FileChange[]>;
  /** Watches these files too. */
  include(files: readonly string[]): void;
  close(): Promise<void>;
}

/** An editor saves in several steps, and a branch that is switched changes many files: what comes this close together is one change. */
const QUIET_MS = 100;

/** A folder that goes takes its watch with it; so often it is looked whether it is there again. */
const LOOK_MS = 250;

/**
 * Watches files, and resolves once nothing that happens to them is missed. Editors save by writing a new file and renaming it over the old
 * one, so it is the folders that are watched, for what happens to these files in them. @throws UsageError where that cannot be had.
 */
export async function watchFiles({ files, folders }: Watched, clock: Clock = systemClock): Promise<FileWatch> {
  const [wanted, whole] = [new Set(files), new Set(folders)];
  const around = () => new Set([...whole, ...[...wanted].map((file) => dirname(file))]);
  const isWatched = (path: string) => wanted.has(path) || (whole.has(dirname(path)) && /\.ya?ml$/.test(path));
  const changes = createQueue(clock);
  const watcher = watch([...around()], {
    ...{ ignoreInitial: true, depth: 0 },
    ignored: (path) => !isWatched(path) && !around().has(path),
  });
  watcher
    .on("change", (path) => changes.add({ path, what: "saved" }))
    .on("add", (path) => changes.add({ path, what: "added" }))
    .on("unlink", (path) => changes.add({ path, what: "removed" }));
  const lookOut = createLookOut(clock, (folder) => {
    watcher.add(folder);
    const files = readdirSync(folder).map((name) => join(folder, name));
    for (const path of files.filter(isWatched)) changes.add({ path, what: "added" });
  });
  watcher.on("unlinkDir", (path) => {
    if (around().has(path)) lookOut.add(path);
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
      const news = more.filter((file) => !isWatched(file));
      for (const file of news) wanted.add(file);
      if (news.length > 0) watcher.add([...news.map((file) => dirname(file)), ...news]);
    },
    close() {
      lookOut.close();
      return watcher.close();
    },
  };
}

/** Waits for folders that are gone; `onReturn` is told of each that is there again. It keeps the process alive, for nothing else may. */
function createLookOut(clock: Clock, onReturn: (folder: string) => void) {
  const gone = new Set<string>();
  let cancel: (() => void) | undefined;
  const look = () => {
    cancel = undefined;
    for (const folder of [...gone].filter((path) => existsSync(path))) {
      gone.delete(folder);
      onReturn(folder);
    }
    if (gone.size > 0) cancel = clock.timeout(LOOK_MS, look);
  };
  return {
    add(folder: string): void {
      gone.add(folder);
      cancel ??= clock.timeout(LOOK_MS, look);
    },
    close: () => cancel?.(),
  };
}

interface Waiting {
  resolve(changes: readonly FileChange[]): void;
  reject(error: Error): void;
}

/** Changes that are handed over together, when none has followed the last for a moment; of one file, what happened to it last. */
function createQueue(clock: Clock) {
  const pending = new Map<string, FileChange>();
  let waiting: Waiting | undefined;
  let failure: Error | undefined;
  let cancel: (() => void) | undefined;
  const handOver = () => {
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
        handOver();
      });
    },
    fail(error: Error): void {
      failure = error;
      handOver();
    },
    next(): Promise<readonly FileChange[]> {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (cancel === undefined) handOver();
      });
    },
  };
}
