import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import type { PayoutQuery } from "../../../src/embedded/ledger/payout-records.ts";
import { ledgers, type OpenLedger, payoutRecord, temporaryFolder, temporaryStore } from "./temporary-ledger.ts";

async function openedBy(open: OpenLedger) {
  const store = open();
  await store.openProjects([
    { projectId: "p", balanceMsat: 10_000 },
    { projectId: "q", balanceMsat: 10_000 },
  ]);
  return store;
}

const everything: PayoutQuery = { projectId: null, status: null, idempotencyKey: null, after: 0, limit: 100 };

describe.each(ledgers)("%s", (_, open) => {
  const opened = () => openedBy(open);

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

  describe("writing a payout", () => {
    it("says whether its status is another than before", async () => {
      const store = await opened();
      const written = ["error", "error", "completed", "error"] as const;
      const said: boolean[] = [];
      for (const status of written) said.push(await store.record(payoutRecord({ status })));
      expect(said).toEqual([true, false, true, false]);
    });
  });

  describe("a label", () => {
    const failure = { kind: "failed", reason: "no route" } as const;
    const owner = "api_1";
    /** In the year 2100: no lease until then ends during a test. */
    const FAR_EPOCH_MS = Date.UTC(2100, 0, 1);

    it("changes status and time, forgets how the payout failed, and moves no money", async () => {
      const store = await opened();
      await store.record(payoutRecord({ status: "error", failure }));
      const labelled = await store.label("po_1", "expired");
      const { updatedEpochMs } = labelled?.payout ?? { updatedEpochMs: 0 };
      expect(labelled).toEqual({ kind: "changed", payout: payoutRecord({ status: "expired", updatedEpochMs }) });
      expect(updatedEpochMs).toBeGreaterThan(2_000);
      expect(await store.payout("po_1")).toEqual(labelled?.payout);
      expect(await store.balance("p")).toEqual({ balanceMsat: 10_000, heldMsat: 0 });
      expect((await store.entries({ projectId: "p", after: 0, limit: 10 }))?.rows.length).toBe(1);
    });

    it("that a payout has already changes nothing", async () => {
      const store = await opened();
      const payout = payoutRecord({ status: "error" });
      await store.record(payout);
      expect(await store.label("po_1", "error")).toEqual({ kind: "unchanged", payout });
      expect(await store.payout("po_1")).toEqual(payout);
    });

    it("that a failed payout has already makes it forget how it failed", async () => {
      const store = await opened();
      await store.record(payoutRecord({ status: "error", failure }));
      const labelled = await store.label("po_1", "error");
      const { updatedEpochMs } = labelled?.payout ?? { updatedEpochMs: 0 };
      const payout = payoutRecord({ status: "error", updatedEpochMs });
      expect(labelled).toEqual({ kind: "kept", payout });
      expect(updatedEpochMs).toBeGreaterThan(2_000);
      expect(await store.payout("po_1")).toEqual(payout);
    });

    it.each([
      ["a resolver", "undecided", { resolver: "outbox", lease: null }],
      ["a resolver, and an owner who died", "undecided", { resolver: "outbox", lease: { owner, untilEpochMs: 5 } }],
      ["an owner", "undecided", { resolver: null, lease: { owner, untilEpochMs: FAR_EPOCH_MS } }],
      ["an owner who died", "abandoned", { resolver: null, lease: { owner, untilEpochMs: 5 } }],
      ["nobody", "abandoned", { resolver: null, lease: null }],
    ])("is refused to a pending payout that has %s: it is %s", async (_, kind, who) => {
      const store = await opened();
      const payout = payoutRecord({ status: "pending" });
      await store.claim({ payout, costMsat: 1_020, by: "hold", paymentHash: "h", ...who });
      expect(await store.label("po_1", "completed")).toEqual({ kind, payout });
      expect(await store.payout("po_1")).toEqual(payout);
    });

    it("is refused to a parked payout: it is abandoned", async () => {
      const store = await opened();
      const payout = payoutRecord({ status: "pending" });
      const lease = { owner, untilEpochMs: FAR_EPOCH_MS };
      await store.claim({ payout, costMsat: 1_020, by: "hold", paymentHash: "h", resolver: "tracked-saga", lease });
      await store.release("po_1", owner, null);
      expect(await store.label("po_1", "completed")).toEqual({ kind: "abandoned", payout });
      expect(await store.payout("po_1")).toEqual(payout);
    });

    it("of a payout that does not exist comes to nothing", async () => {
      const store = await opened();
      expect(await store.label("po_1", "expired")).toBeUndefined();
    });
  });

  describe("an internal id", () => {
    it("finds the payout that was written last, over all projects", async () => {
      const store = await opened();
      await store.record(payoutRecord({ payoutId: "po_c", internalId: "i", projectId: "q" }));
      await store.record(payoutRecord({ payoutId: "po_b", internalId: "i" }));
      await store.record(payoutRecord({ payoutId: "po_a", internalId: "j" }));
      expect(await store.payoutByInternalId("i")).toEqual(payoutRecord({ payoutId: "po_b", internalId: "i" }));
      expect(await store.payoutByInternalId("x")).toBeUndefined();
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
});

it("an internal id is looked up in an index", async () => {
  const file = join(temporaryFolder(), "ledger.db");
  await temporaryStore(file).close();
  const database = new Database(file);
  onTestFinished(() => void database.close());
  const plan = database
    .prepare(
      `explain query plan select payouts.id from payouts cross join projects on projects.number = payouts.project
         where internal_id = ? order by payouts.sequence desc limit 1`,
    )
    .all(["i"]) as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual([
    "SEARCH payouts USING INDEX payouts_internal_id (internal_id=?)",
    "SEARCH projects USING INTEGER PRIMARY KEY (rowid=?)",
  ]);
});
