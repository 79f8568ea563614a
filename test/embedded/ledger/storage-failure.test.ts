import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import { openSqliteStore } from "../../../src/embedded/ledger/sqlite-store.ts";
import { storageFailureOf } from "../../../src/embedded/ledger/storage-failure.ts";
import { temporaryFolder } from "./temporary-ledger.ts";

/** A table in a file, and somebody else on the same file. */
function scene() {
  const file = join(temporaryFolder(), "numbers.db");
  const [database, other] = [new Database(file), new Database(file)];
  onTestFinished(() => {
    database.close();
    other.close();
  });
  database.pragma("busy_timeout = 0");
  database.exec("create table numbers (number integer not null check (number > 0), text text)");
  return { database, other };
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return expect.unreachable("it was to fail");
}

describe("an error of SQLite is trouble, with its own words, when", () => {
  it("another process keeps the file locked", () => {
    const { database, other } = scene();
    other.exec("begin immediate");
    expect(storageFailureOf(thrownBy(() => database.exec("begin immediate")))).toEqual({
      kind: "locked",
      message: "the ledger file is locked by another process (database is locked)",
      isUndone: true,
    });
  });

  it("there is no room left", () => {
    const { database } = scene();
    database.pragma("max_page_count = 2");
    const fill = () => database.prepare("insert into numbers values (1, ?)").run(["x".repeat(100_000)]);
    expect(storageFailureOf(thrownBy(fill))).toEqual({
      kind: "full",
      message: "no space is left for the ledger file (database or disk is full)",
      isUndone: true,
    });
  });

  it("the file may only be read", () => {
    const { database } = scene();
    database.pragma("query_only = 1");
    expect(storageFailureOf(thrownBy(() => database.exec("delete from numbers")))).toEqual({
      kind: "read-only",
      message: "the ledger file is not writable (attempt to write a readonly database)",
      isUndone: true,
    });
  });

  it.each([
    ["SQLITE_BUSY_SNAPSHOT", "locked", true],
    ["SQLITE_IOERR_WRITE", "broken", false],
    ["SQLITE_IOERR_SHMSIZE", "broken", false],
    ["SQLITE_CORRUPT_INDEX", "broken", false],
    ["SQLITE_CANTOPEN", "unreachable", true],
  ] as const)("its code is %s", (code, kind, isUndone) => {
    const error = Object.assign(new Error("in its own words"), { code });
    expect(storageFailureOf(error)).toMatchObject({ kind, isUndone });
  });
});

describe("it is a bug of ours, and no trouble, when", () => {
  it("the database refuses what we ask", () => {
    const { database } = scene();
    expect(storageFailureOf(thrownBy(() => database.exec("insert into numbers values (0, '')")))).toBe(undefined);
    expect(storageFailureOf(thrownBy(() => database.exec("insert into nothing values (0)")))).toBe(undefined);
  });

  it.each([new Error("no code"), "a text", undefined, Object.assign(new Error("x"), { code: "ENOSPC_" })])(
    "%s",
    (error) => {
      expect(storageFailureOf(error)).toBe(undefined);
    },
  );
});

describe("a ledger that has been closed", () => {
  it("says so to whoever asks, and changes nothing", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const store = openSqliteStore({ file, clock: systemClock });
    await store.deposit("p", 5);
    await store.close();
    const asked = [store.balance("p"), store.deposit("p", 1), store.reset([])];
    for (const each of await Promise.allSettled(asked)) {
      expect(each.status === "rejected" && storageFailureOf(each.reason)).toEqual({
        kind: "closed",
        message: "the ledger is closed",
        isUndone: true,
      });
    }
    const again = openSqliteStore({ file, clock: systemClock });
    onTestFinished(() => again.close());
    expect(await again.balance("p")).toEqual({ balanceMsat: 5, heldMsat: 0 });
  });
});

describe("a ledger that another process keeps locked", () => {
  it("waits once as long as it is told to, then only briefly until the lock is gone", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const store = openSqliteStore({ file, clock: systemClock, lockWaitMs: 1_000 });
    const other = new Database(file);
    onTestFinished(async () => {
      other.close();
      await store.close();
    });
    await store.deposit("p", 5);
    const waitOf = async () => {
      const startedMs = performance.now();
      const [{ status }] = await Promise.allSettled([store.deposit("p", 1)]);
      return [status, performance.now() - startedMs >= 990];
    };
    other.exec("begin immediate");
    expect([await waitOf(), await waitOf(), await waitOf()]).toEqual([
      ["rejected", true],
      ["rejected", false],
      ["rejected", false],
    ]);
    expect(await store.balance("p")).toEqual({ balanceMsat: 5, heldMsat: 0 });
    other.exec("rollback");
    expect((await waitOf())[0]).toBe("fulfilled");
    expect(await store.balance("p")).toEqual({ balanceMsat: 6, heldMsat: 0 });
  });
});
