import { describe, expect, it } from "vitest";
import type { PayoutQuery } from "../../src/ledger/payout-records.ts";
import { payoutRecord, temporaryStore } from "./temporary-ledger.ts";

async function opened() {
  const store = temporaryStore();
  await store.openProjects([
    { projectId: "p", balanceSats: 10_000 },
    { projectId: "q", balanceSats: 10_000 },
  ]);
  return store;
}

const everything: PayoutQuery = { projectId: null, status: null, after: 0, limit: 100 };

describe("a payout", () => {
  it("comes back as it was written, with and without what is optional", async () => {
    const store = await opened();
    const plain = payoutRecord({ payoutId: "po_1", idempotencyKey: null });
    const full = payoutRecord({
      payoutId: "po_2",
      gamertag: 'Jörg "the ⚡"',
      internalId: "i-1",
      description: "for winning\nagain",
      callbackUrl: "https://example.org/hook",
      expiresInSeconds: 60,
    });
    await store.record(plain);
    await store.record(full);
    expect(await store.payout("po_1")).toEqual(plain);
    expect(await store.payout("po_2")).toEqual(full);
    expect(await store.payout("po_3")).toBeUndefined();
  });

  it("that ended in an error takes the status of its next try, and keeps the rest", async () => {
    const store = await opened();
    await store.record(payoutRecord({ status: "error" }));
    await store.record(payoutRecord({ status: "completed", createdEpochMs: 5_000, updatedEpochMs: 6_000 }));
    expect(await store.payout("po_1")).toEqual(payoutRecord({ status: "completed", updatedEpochMs: 6_000 }));
  });

  it("that is completed stays so", async () => {
    const store = await opened();
    await store.record(payoutRecord({ status: "completed" }));
    await store.record(payoutRecord({ status: "error", updatedEpochMs: 6_000 }));
    expect(await store.payout("po_1")).toEqual(payoutRecord({ status: "completed" }));
  });
});

describe("a page of payouts", () => {
  async function filled() {
    const store = await opened();
    await store.record(payoutRecord({ payoutId: "po_a", projectId: "p", status: "error" }));
    await store.record(payoutRecord({ payoutId: "po_b", projectId: "q" }));
    await store.record(payoutRecord({ payoutId: "po_c", projectId: "p" }));
    await store.record(payoutRecord({ payoutId: "po_d", projectId: "p", status: "pending" }));
    await store.record(payoutRecord({ payoutId: "po_e", projectId: "q", status: "pending" }));
    await store.record(payoutRecord({ payoutId: "po_a", projectId: "p", status: "completed" }));
    return store;
  }

  it.each<[string, Partial<PayoutQuery>, string[], number | null]>([
    ["holds all of them, oldest first", {}, ["po_a", "po_b", "po_c", "po_d", "po_e"], null],
    ["holds those of one project", { projectId: "p" }, ["po_a", "po_c", "po_d"], null],
    ["holds those of one status", { status: "pending" }, ["po_d", "po_e"], null],
    ["holds those of one project and status", { projectId: "q", status: "pending" }, ["po_e"], null],
    ["holds none of a project that is none", { projectId: "x" }, [], null],
    ["ends with the cursor of the next", { projectId: "p", limit: 2 }, ["po_a", "po_c"], 3],
    ["begins after its cursor", { projectId: "p", limit: 2, after: 3 }, ["po_d"], null],
    ["has no next when it is just full", { limit: 5 }, ["po_a", "po_b", "po_c", "po_d", "po_e"], null],
  ])("%s", async (_, query, ids, next) => {
    const store = await filled();
    const page = await store.payouts({ ...everything, ...query });
    expect([page.rows.map(({ payoutId }) => payoutId), page.next]).toEqual([ids, next]);
  });
});
