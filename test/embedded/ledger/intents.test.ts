import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import type { Intent } from "../../../src/embedded/ledger/intents.ts";
import type { Store } from "../../../src/embedded/ledger/store.ts";
import { ledgers, type OpenLedger, payoutRecord } from "./temporary-ledger.ts";

/** A ledger whose date a test sets. */
interface Dated extends Store {
  setDate(epochMs: number): void;
}

/** A ledger with 10,000 sats in project `p`. */
async function openedBy(open: OpenLedger): Promise<Dated> {
  let date = 0;
  const store = open({ ...systemClock, epochMs: () => date });
  await store.openProjects([{ projectId: "p", balanceMsat: 10_000 }]);
  const setDate = (epochMs: number) => {
    date = epochMs;
  };
  return { ...store, setDate };
}

const lease = { owner: "one", untilEpochMs: 5_000 } as const;

function intent(different: Partial<Intent> = {}): Intent {
  const payout = payoutRecord({ status: "pending" });
  return {
    ...{ payout, costMsat: 1_020, by: "hold", paymentHash: "h", resolver: "tracked-saga", lease },
    ...different,
  } as Intent;
}

async function moves(store: Store): Promise<readonly string[]> {
  const page = await store.entries({ projectId: "p", after: 1, limit: 100 });
  return (page?.rows ?? []).map(
    ({ cause, amountMsat, balanceAfterMsat }) => `${cause} ${amountMsat} ${balanceAfterMsat}`,
  );
}

describe.each(ledgers)("%s", (_, open) => {
  const opened = () => openedBy(open);

  describe("a claim", () => {
    it("holds the cost and writes the payout, in one", async () => {
      const store = await opened();
      expect(await store.claim(intent())).toEqual({ kind: "claimed" });
      expect([await store.balance("p"), await moves(store)]).toEqual([
        { balanceMsat: 8_980, heldMsat: 1_020 },
        ["hold -1020 8980"],
      ]);
      expect((await store.payout("po_1"))?.status).toBe("pending");
    });

    it("may charge instead, and holds nothing then", async () => {
      const store = await opened();
      await store.claim(intent({ by: "charge" }));
      expect([await store.balance("p"), await moves(store)]).toEqual([
        { balanceMsat: 8_980, heldMsat: 0 },
        ["charge -1020 8980"],
      ]);
    });

    it("of a payout that is there already is told of it, and until when it is somebody's", async () => {
      const store = await opened();
      await store.claim(intent());
      expect(await store.claim(intent())).toEqual({
        ...{ kind: "taken", payout: payoutRecord({ status: "pending" }), leasedUntilEpochMs: 5_000 },
      });
      expect(await moves(store)).toEqual(["hold -1020 8980"]);
    });

    it("that cannot be paid writes nothing", async () => {
      const store = await opened();
      expect(await store.claim(intent({ costMsat: 10_001 }))).toEqual({
        kind: "insufficient-balance",
        balanceMsat: 10_000,
      });
      const elsewhere = payoutRecord({ status: "pending", projectId: "q" });
      expect(await store.claim(intent({ payout: elsewhere }))).toEqual({ kind: "no-project" });
      expect([await moves(store), await store.payout("po_1")]).toEqual([[], undefined]);
    });
  });

  describe("a decision", () => {
    it("completes a hold with an entry that moves nothing", async () => {
      const store = await opened();
      await store.claim(intent());
      const decided = await store.decide("po_1", "one", { kind: "completed" });
      expect([decided?.status, await store.balance("p"), await moves(store)]).toEqual([
        ...["completed", { balanceMsat: 8_980, heldMsat: 0 }, ["hold -1020 8980", "confirm 0 8980"]],
      ]);
    });

    it.each([
      ["hold", ["hold -1020 8980", "cancel 1020 10000"]],
      ["charge", ["charge -1020 8980", "refund 1020 10000"]],
    ] as const)("gives back what was taken by %s, and remembers why", async (by, entries) => {
      const store = await opened();
      await store.claim(intent({ by }));
      const failure = { kind: "failed", reason: "no route" } as const;
      expect((await store.decide("po_1", "one", failure))?.failure).toEqual(failure);
      expect([await store.balance("p"), await moves(store)]).toEqual([{ balanceMsat: 10_000, heldMsat: 0 }, entries]);
    });

    it("is made once, and by the owner alone", async () => {
      const store = await opened();
      await store.claim(intent());
      expect(await store.decide("po_1", "two", { kind: "completed" })).toBeUndefined();
      expect(await store.decide("po_1", "one", { kind: "completed" })).toBeDefined();
      expect(await store.decide("po_1", "one", { kind: "failed", reason: "" })).toBeUndefined();
      expect(await moves(store)).toEqual(["hold -1020 8980", "confirm 0 8980"]);
    });
  });

  describe("a payout that nobody has decided", () => {
    const take = (store: Dated, owner: string, nowEpochMs: number) => {
      store.setDate(nowEpochMs);
      return store.take({ lease: { owner, untilEpochMs: nowEpochMs + 1_000 }, limit: 10, longestMs: 1e13 });
    };
    const isAnyDue = (store: Dated, nowEpochMs: number, longestMs = 1e13) => {
      store.setDate(nowEpochMs);
      return store.isAnyDue(longestMs);
    };

    it("can be taken when its lease has ended, and no sooner", async () => {
      const store = await opened();
      await store.claim(intent());
      expect([await isAnyDue(store, 4_999), await take(store, "two", 4_999)]).toEqual([false, []]);
      expect(await isAnyDue(store, 5_000)).toBe(true);
      expect(await take(store, "two", 5_000)).toEqual([
        {
          payout: payoutRecord({ status: "pending" }),
          ...{ paymentHash: "h", resolver: "tracked-saga", takes: 1, lease: { owner: "two", untilEpochMs: 6_000 } },
        },
      ]);
      expect(await store.decide("po_1", "one", { kind: "completed" })).toBeUndefined();
      expect((await take(store, "three", 6_000)).map(({ takes }) => takes)).toEqual([2]);
    });

    it("stays its owner's for as long as the lease is renewed", async () => {
      const store = await opened();
      await store.claim(intent());
      await store.renew(["two"], 9_000);
      expect(await isAnyDue(store, 5_000)).toBe(true);
      await store.renew(["three", "one"], 9_000);
      expect(await take(store, "two", 8_999)).toEqual([]);
    });

    it("can be released by its owner, to be taken later, or never", async () => {
      const store = await opened();
      await store.claim(intent());
      await store.release("po_1", "two", 0);
      expect(await isAnyDue(store, 1)).toBe(false);
      await store.release("po_1", "one", 2_000);
      expect([await isAnyDue(store, 1_999), await isAnyDue(store, 2_000)]).toEqual([false, true]);
      await take(store, "two", 2_000);
      await store.release("po_1", "two", null);
      expect([await isAnyDue(store, 1e12), await store.parked()]).toEqual([false, 1]);
    });

    it("is due as well when it waits for a moment that nobody can have meant, because the date was set back", async () => {
      const store = await opened();
      await store.claim(intent({ lease: { owner: "one", untilEpochMs: 90_000 } }));
      expect(await isAnyDue(store, 30_000, 60_000)).toBe(false);
      expect(await isAnyDue(store, 30_000, 1_000)).toBe(true);
    });

    it("is taken by nobody where no strategy comes back to it", async () => {
      const store = await opened();
      await store.claim(intent({ resolver: null }));
      expect([await isAnyDue(store, 1e12), await take(store, "two", 1e12), await store.parked()]).toEqual([
        false,
        [],
        0,
      ]);
    });

    it("is due at once when it was claimed for whoever comes first", async () => {
      const store = await opened();
      await store.claim(intent({ by: "charge", resolver: "outbox", lease: null }));
      expect((await take(store, "two", 1_000)).map(({ resolver }) => resolver)).toEqual(["outbox"]);
    });
  });
});
