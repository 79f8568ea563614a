import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryLedger, throttleMessages } from "../../../src/cli/serve/ledger.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
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
  it("may be empty, or hold the ledger of another instance", () => {
    expect(temporaryLedger(folder.path).file).toBe(join(folder.path, "ledger.db"));
    for (const name of ["ledger.db", "ledger.db-wal", "ledger.db-shm"]) write(name);
    expect(temporaryLedger(folder.path).file).toBe(join(folder.path, "ledger.db"));
  });

  it("is created if it is missing, and only its owner can read it", () => {
    const fresh = join(folder.path, "fresh");
    expect(temporaryLedger(fresh).file).toBe(join(fresh, "ledger.db"));
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

describe("a problem of the ledger", () => {
  it("is printed at once, and then once in five seconds with the number of suppressed messages", async () => {
    const clock = createVirtualClock();
    const printed: string[] = [];
    const print = throttleMessages((message) => printed.push(message), clock);
    for (const message of ["full", "full", "locked", "full"]) print(message);
    await clock.advance(4_999);
    print("full");
    expect(printed).toEqual(["full", "locked"]);
    await clock.advance(1);
    for (const message of ["locked", "full", "full"]) print(message);
    expect(printed.slice(2)).toEqual(["locked", "full (3 more since the last line)"]);
  });
});
