import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryLedger } from "../../../src/cli/serve/temporary-ledger.ts";
import { createWorkingFolder, type WorkingFolder } from "../scenarios/scenario-folder.ts";

let folder: WorkingFolder;
const before = process.listeners("exit");
beforeEach(() => {
  folder = createWorkingFolder();
});
afterEach(() => {
  for (const listener of process.listeners("exit")) {
    if (!before.includes(listener)) process.off("exit", listener);
  }
  folder.remove();
});

const write = (name: string) => writeFileSync(join(folder.path, name), "");

describe("the folder of a temporary ledger", () => {
  it("may be empty, or hold the ledger of an instance that was killed or that runs beside this one", () => {
    expect(temporaryLedger(folder.path)).toBe(join(folder.path, "ledger.db"));
    for (const name of ["ledger.db", "ledger.db-wal", "ledger.db-shm"]) write(name);
    expect(temporaryLedger(folder.path)).toBe(join(folder.path, "ledger.db"));
  });

  it("is made where it is not there yet, for nobody else to look into", () => {
    const fresh = join(folder.path, "fresh");
    expect(temporaryLedger(fresh)).toBe(join(fresh, "ledger.db"));
    expect(statSync(fresh).mode & 0o777).toBe(0o700);
  });

  it("is refused if it holds anything else, or is not a folder", () => {
    const refusal = (path: string) =>
      `--temporary-ledger: ${path} must be a new or empty folder, or hold nothing but a ledger, because it is removed at the end: name another one`;
    write("ledger.db");
    const file = join(folder.path, "ledger.db");
    expect(() => temporaryLedger(file)).toThrow(refusal(file));
    write("taxes.txt");
    expect(() => temporaryLedger(folder.path)).toThrow(refusal(folder.path));
  });
});
