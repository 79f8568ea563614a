import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A small valid scenario. */
export function scenarioText(name: string): string {
  return `name: ${name}
projects: { project_a: { balance: 300_000 } }
load:
  - { name: payouts, payouts: 200, concurrency: 20, faults: { timeout: 5% } }
`;
}

/** A temporary folder. */
export interface WorkingFolder {
  readonly path: string;
  write(file: string, text: string | Uint8Array): void;
  remove(): void;
}

/** Makes an empty folder. */
export function createWorkingFolder(): WorkingFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "chaos-payout-test-")));
  return {
    path,
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A new empty folder for each test of a file or a `describe`. */
export function useWorkingFolder(): Omit<WorkingFolder, "remove"> {
  let folder: WorkingFolder;
  beforeEach(() => {
    folder = createWorkingFolder();
  });
  afterEach(() => folder.remove());
  return {
    get path() {
      return folder.path;
    },
    write: (file, text) => folder.write(file, text),
  };
}
