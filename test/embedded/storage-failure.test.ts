import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { type StrategyName, strategyNames } from "../../src/domain/strategy.ts";
import { temporaryFolder, temporaryStore } from "./ledger/temporary-ledger.ts";
import { runningApi } from "./running-api.ts";

/** What SQLite throws, with the code that says what it is about. */
function sqliteError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const fullDisk = () => Promise.reject(sqliteError("SQLITE_FULL", "database or disk is full"));
const failingDisk = () => Promise.reject(sqliteError("SQLITE_IOERR_WRITE", "disk I/O error"));

function refused(code: string, message: string, data: object = {}) {
  return { status: 503, body: { success: false, message, data: { ...data, error: code }, error: { code, message } } };
}

const locked = "the ledger file is locked by another process (database is locked)";
const full = "no space is left for the ledger file (database or disk is full)";
const failing = "the ledger file cannot be read or written (disk I/O error)";

const unavailable = (trouble: string) =>
  refused(
    "LEDGER_UNAVAILABLE",
    `The ledger is unavailable: ${trouble}. Nothing was changed, so the request can be sent again`,
  );
const unknown = (trouble: string, data: object = {}) =>
  refused(
    "OUTCOME_UNKNOWN",
    `The outcome of this request is unknown: ${trouble}. It may have been carried out: check before sending it again`,
    data,
  );
const id = "po_80026c557abc5a2a0a9f";

/** An API whose ledger file another process can lock. */
async function lockable(strategy: StrategyName = "naive") {
  const file = join(temporaryFolder(), "ledger.db");
  const running = await runningApi({ strategy, store: temporaryStore(file, systemClock, 5) });
  const other = new Database(file);
  onTestFinished(() => void other.close());
  return { ...running, lock: () => other.exec("begin immediate"), unlock: () => other.exec("rollback") };
}

describe("while another process keeps the ledger locked", () => {
  it.each(strategyNames)(
    "%s answers 503, has done nothing, and pays the same payout once it is free",
    async (strategy) => {
      const { pay, lock, unlock, rail, balance, bugs, troubles } = await lockable(strategy);
      lock();
      expect(await pay()).toEqual(unavailable(locked));
      expect([rail.sent, await balance(), bugs]).toEqual([[], 100_000, []]);
      expect(new Set(troubles)).toEqual(new Set([locked]));
      unlock();
      expect((await pay()).status).toBeLessThan(203);
      await expect.poll(() => rail.sent.length).toBe(1);
    },
  );

  it("what only reads is answered, and what writes has done nothing", async () => {
    const { call, pay, lock, unlock, bugs } = await lockable();
    await pay();
    lock();
    const balance = "/api/v1/projects/project_test_001/balance";
    expect(await call("GET", balance)).toMatchObject({ status: 200, body: { data: { balance: 98_980 } } });
    expect((await call("GET", "/metrics")).status).toBe(200);
    expect(await call("POST", "/api/v1/projects/project_test_001/fund", { amount: 5 })).toEqual(unavailable(locked));
    expect(await call("PATCH", `/api/v1/payouts/${id}/status`, { status: "error" })).toEqual(unavailable(locked));
    expect(await call("DELETE", "/api/v1/test/reset")).toEqual(unavailable(locked));
    expect(await call("GET", balance)).toMatchObject({ status: 200, body: { data: { balance: 98_980 } } });
    unlock();
    expect(bugs).toEqual([]);
  });
});

describe("a ledger that fails", () => {
  it.each([
    ["naive", "charge"],
    ["tracked-saga", "claim"],
    ["outbox", "claim"],
  ] as const)("before %s has charged leaves nothing behind: 503, nothing was done", async (strategy, step) => {
    const { pay, store, rail, bugs, troubles } = await runningApi({ strategy });
    Object.assign(store, { [step]: fullDisk });
    expect(await pay()).toEqual(unavailable(full));
    expect([rail.sent, bugs, troubles]).toEqual([[], [], [full]]);
  });

  it.each([
    ["naive", "record"],
    ["rollback", "refund"],
    ["snapshot-rollback", "restore"],
    ["saga", "decide"],
    ["tracked-saga", "decide"],
  ] as const)("after %s has charged, at its step %s, says that nobody knows: 503", async (strategy, step) => {
    const { pay, store, rail, bugs, troubles } = await runningApi({ strategy });
    Object.assign(store, { [step]: fullDisk });
    rail.answer({ kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" });
    rail.states.push("failed");
    expect(await pay()).toEqual(unknown(full, { id }));
    expect([rail.sent.length, bugs, troubles[0]]).toEqual([1, [], full]);
  });

  it("in a way that leaves open whether the charge was written says that nobody knows: 503", async () => {
    const { pay, call, store, bugs } = await runningApi();
    Object.assign(store, { charge: failingDisk, deposit: failingDisk });
    expect(await pay()).toEqual(unknown(failing, { id }));
    expect(await call("POST", "/api/v1/projects/project_test_001/fund", { amount: 5 })).toEqual(unknown(failing));
    expect(bugs).toEqual([]);
  });

  it("while it is only read has done nothing: 503", async () => {
    const { call, store, bugs } = await runningApi();
    Object.assign(store, { balance: failingDisk });
    expect(await call("GET", "/api/v1/projects/project_test_001/balance")).toEqual(unavailable(failing));
    expect(bugs).toEqual([]);
  });

  it("in the background is trouble, and no bug: the payout is decided once it is there again", async () => {
    const { pay, call, store, rail, bugs, troubles } = await runningApi({ strategy: "outbox" });
    rail.states.push("settled");
    const { decide } = store;
    Object.assign(store, { decide: fullDisk });
    expect((await pay()).status).toBe(202);
    await expect.poll(() => troubles, { timeout: 20_000 }).toEqual([full]);
    Object.assign(store, { decide });
    const status = async () => (await call("GET", `/api/v1/payouts/${id}`)).body;
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ data: { status: "completed" } });
    expect(bugs).toEqual([]);
  });
});
