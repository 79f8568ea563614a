import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { afterPromises } from "../../../src/domain/clock.ts";
import { MAX_BALANCE_MSAT } from "../../../src/embedded/ledger/balances.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { temporaryFolder, temporaryStore } from "./temporary-ledger.ts";

const payout = { payoutId: "po_1", projectId: "p", idempotencyKey: "key_1" };

async function opened(balanceMsat = 10_000, file?: string) {
  const store = temporaryStore(file);
  await store.openProjects([{ projectId: "p", balanceMsat }]);
  return store;
}

async function movesOf(store: Awaited<ReturnType<typeof opened>>, projectId = "p") {
  const page = await store.entries({ projectId, after: 0, limit: 5000 });
  return page?.rows.map((entry) => [entry.cause, entry.amountMsat, entry.balanceAfterMsat]);
}

describe("a balance", () => {
  it("is what the project was opened with, and that is an entry", async () => {
    const store = await opened(10_000);
    expect(await store.balance("p")).toEqual({ balanceMsat: 10_000, heldMsat: 0 });
    expect(await movesOf(store)).toEqual([["opening", 10_000, 10_000]]);
  });

  it("is what another instance has made of it, for whoever asks after that", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const own = await opened(10_000, file);
    const other = new Database(file);
    onTestFinished(() => void other.close());
    // A turn that begins where commits are made lasts through the phase in which requests are read.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await own.balance("p")).toEqual({ balanceMsat: 10_000, heldMsat: 0 });
    other.exec("update projects set balance = 8980");
    await new Promise<void>((resolve) => afterPromises(resolve));
    expect(await own.balance("p")).toEqual({ balanceMsat: 8_980, heldMsat: 0 });
  });

  it("is undefined for a project that is none", async () => {
    const store = await opened();
    expect(await store.balance("q")).toBeUndefined();
    expect(await store.entries({ projectId: "q", after: 0, limit: 10 })).toBeUndefined();
  });

  it("goes down with a charge and up with a refund", async () => {
    const store = await opened(10_000);
    await store.charge(payout, 1_020);
    await store.refund(payout, 1_020);
    expect(await movesOf(store)).toEqual([
      ["opening", 10_000, 10_000],
      ["charge", -1_020, 8_980],
      ["refund", 1_020, 10_000],
    ]);
  });

  it("goes below zero when it is charged with more than it holds, because a charge does not ask", async () => {
    const store = await opened(1_000);
    await store.charge(payout, 1_020);
    expect(await store.balance("p")).toEqual({ balanceMsat: -20, heldMsat: 0 });
  });

  it("is set, not added to, by a restore, whose entry tells the real difference", async () => {
    const store = await opened(10_000);
    await store.charge(payout, 1_020);
    await store.restore(payout, 9_500);
    await store.restore(payout, 9_500);
    await store.restore(payout, 9_000);
    expect(await movesOf(store)).toEqual([
      ["opening", 10_000, 10_000],
      ["charge", -1_020, 8_980],
      ["restore", 520, 9_500],
      ["restore", 0, 9_500],
      ["restore", -500, 9_000],
    ]);
  });

  it("takes every one of many charges at once", async () => {
    const store = await opened(100_000);
    await Promise.all(Array.from({ length: 50 }, () => store.charge(payout, 1_020)));
    expect(await store.balance("p")).toEqual({ balanceMsat: 49_000, heldMsat: 0 });
  });

  it("cannot be moved for a project that is none, which is a bug of the caller", async () => {
    const store = await opened();
    const charge = store.charge({ ...payout, projectId: "q" }, 1_020);
    await expect(charge).rejects.toThrow('the ledger has no project "q" to charge');
    expect(await movesOf(store)).toEqual([["opening", 10_000, 10_000]]);
  });

  it("is exact up to the largest that there may be", async () => {
    const store = await opened(MAX_BALANCE_MSAT);
    await store.charge(payout, 1);
    expect(await store.balance("p")).toEqual({ balanceMsat: 3_999_999_999_999_999, heldMsat: 0 });
  });
});

describe("every amount", () => {
  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 + 1, 2 ** 43 + 1, 2 ** 51 + 1, MAX_BALANCE_MSAT - 1])(
    "is written and read exactly, also %d msat",
    async (msat) => {
      const store = await opened(0);
      await store.deposit("p", msat);
      await store.charge(payout, msat);
      await store.charge(payout, msat);
      await store.restore(payout, 1);
      expect(await movesOf(store)).toEqual([
        ["opening", 0, 0],
        ["deposit", msat, msat],
        ["charge", -msat, 0],
        ["charge", -msat, -msat],
        ["restore", msat + 1, 1],
      ]);
    },
  );
});

describe("a deposit", () => {
  it("adds money", async () => {
    const store = await opened(10_000);
    expect(await store.deposit("p", 500)).toEqual({ balanceMsat: 10_500, heldMsat: 0 });
    expect(await movesOf(store)).toEqual([
      ["opening", 10_000, 10_000],
      ["deposit", 500, 10_500],
    ]);
  });

  it("makes a project that is new", async () => {
    const store = await opened();
    expect(await store.deposit("q", 500)).toEqual({ balanceMsat: 500, heldMsat: 0 });
    expect(await movesOf(store, "q")).toEqual([["deposit", 500, 500]]);
  });

  it("is refused, and leaves no trace, when it is more than there can be", async () => {
    const store = await opened(10_000);
    expect(await store.deposit("p", MAX_BALANCE_MSAT - 9_999)).toBeUndefined();
    expect(await store.deposit("q", MAX_BALANCE_MSAT + 1)).toBeUndefined();
    expect(await movesOf(store)).toEqual([["opening", 10_000, 10_000]]);
    expect(await store.balance("q")).toBeUndefined();
  });
});

describe("an entry", () => {
  it("names its payout, its key and its time", async () => {
    const clock = createVirtualClock();
    const store = temporaryStore(undefined, clock);
    const work = store.openProjects([{ projectId: "p", balanceMsat: 10_000 }]).then(() => store.charge(payout, 1_020));
    await clock.advance(1);
    await work;
    const page = await store.entries({ projectId: "p", after: 1, limit: 10 });
    expect(page?.rows).toEqual([
      {
        entryId: 2,
        projectId: "p",
        payoutId: "po_1",
        idempotencyKey: "key_1",
        cause: "charge",
        amountMsat: -1_020,
        balanceAfterMsat: 8_980,
        createdEpochMs: Date.UTC(2025, 0, 1),
      },
    ]);
  });

  it("can be neither changed nor removed, not even past the API", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const store = await opened(10_000, file);
    await store.close();
    const database = new Database(file);
    expect(() => database.exec("update entries set amount = 0")).toThrow(
      "ledger entries are append-only: they cannot be changed",
    );
    expect(() => database.exec("delete from entries")).toThrow(
      "ledger entries are append-only: they cannot be removed",
    );
    database.close();
    expect(await movesOf(await opened(1, file))).toEqual([["opening", 10_000, 10_000]]);
  });
});

describe("a page of entries", () => {
  it("ends with the cursor of the next one, and the last one with none", async () => {
    const store = await opened(10_000);
    await store.openProjects([{ projectId: "q", balanceMsat: 5 }]);
    for (let charge = 1; charge <= 4; charge += 1) await store.charge(payout, charge);
    const first = await store.entries({ projectId: "p", after: 0, limit: 2 });
    expect([first?.rows.map((entry) => entry.amountMsat), first?.next]).toEqual([[10_000, -1], 3]);
    const second = await store.entries({ projectId: "p", after: 3, limit: 2 });
    expect([second?.rows.map((entry) => entry.amountMsat), second?.next]).toEqual([[-2, -3], 5]);
    const last = await store.entries({ projectId: "p", after: 5, limit: 1 });
    expect([last?.rows.map((entry) => entry.amountMsat), last?.next]).toEqual([[-4], null]);
    const beyond = await store.entries({ projectId: "p", after: 6, limit: 1 });
    expect([beyond?.rows, beyond?.next]).toEqual([[], null]);
  });
});

describe("a ledger that exists", () => {
  it("keeps its money: projects that are there are not opened again", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const before = await opened(10_000, file);
    await before.charge(payout, 1_020);
    await before.close();
    const after = temporaryStore(file);
    await after.openProjects([
      { projectId: "p", balanceMsat: 10_000 },
      { projectId: "q", balanceMsat: 7 },
    ]);
    expect(await after.balance("p")).toEqual({ balanceMsat: 8_980, heldMsat: 0 });
    expect(await after.balance("q")).toEqual({ balanceMsat: 7, heldMsat: 0 });
  });

  it("is begun anew by a reset, and counts that", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const store = await opened(10_000, file);
    await store.charge(payout, 1_020);
    await store.deposit("q", 5);
    expect(store.generation()).toBe(1);
    await store.reset([{ projectId: "p", balanceMsat: 3_000 }]);
    expect(store.generation()).toBe(2);
    expect(await movesOf(store)).toEqual([["opening", 3_000, 3_000]]);
    expect(await store.balance("q")).toBeUndefined();
    await store.charge(payout, 20);
    expect(await store.balance("p")).toEqual({ balanceMsat: 2_980, heldMsat: 0 });
    await store.close();
    expect(temporaryStore(file).generation()).toBe(2);
  });

  it("is another one as soon as a reset is committed, for who had asked in the same turn before", async () => {
    const store = await opened(10_000);
    const charged = store.charge(payout, 1_020);
    expect(store.generation()).toBe(1);
    await store.reset([{ projectId: "p", balanceMsat: 3_000 }]);
    expect(store.generation()).toBe(2);
    await charged;
  });

  it("is whole in its one file after it was closed", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    const store = await opened(10_000, file);
    await store.charge(payout, 1_020);
    await store.close();
    const database = new Database(`file:${file}?immutable=1`);
    const row = database.prepare("select balance from projects").raw().get();
    database.close();
    expect(row).toEqual([8_980]);
  });
});

it("a write that fails leaves nothing of itself for the next one", async () => {
  const store = temporaryStore();
  await expect(store.openProjects([{ projectId: "p", balanceMsat: 0.5 }])).rejects.toThrow("cannot store REAL value");
  await store.openProjects([{ projectId: "q", balanceMsat: 1_000 }]);
  expect([await store.balance("p"), await store.balance("q")]).toEqual([
    undefined,
    { balanceMsat: 1_000, heldMsat: 0 },
  ]);
});
