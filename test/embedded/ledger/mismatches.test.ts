import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import type { PayoutStatus } from "../../../src/embedded/ledger/payout-records.ts";
import { ledgers, type OpenLedger, payoutRecord } from "./temporary-ledger.ts";

type Move = "charge" | "refund";

interface History {
  readonly moves: readonly Move[];
  readonly status: PayoutStatus | undefined;
  readonly agoMs?: number;
  readonly payoutId?: string;
}

/** A ledger whose entries were made so long ago, with these moves of one payout and this status of it. */
async function mismatchesIn(open: OpenLedger, { moves, status, agoMs = 0, payoutId = "po_1" }: History) {
  const clock = { ...systemClock, epochMs: () => systemClock.epochMs() - passed };
  let passed = agoMs;
  const store = open(clock);
  await store.openProjects([{ projectId: "p", balanceMsat: 100_000 }]);
  const payout = { payoutId, projectId: "p", idempotencyKey: "k" };
  for (const move of moves) await store[move](payout, 1020);
  if (status !== undefined) await store.record(payoutRecord({ payoutId, status }));
  passed = 0;
  return store.mismatches();
}

describe.each(ledgers)("%s", (_, open) => {
  const mismatchesAfter = (moves: readonly Move[], status: PayoutStatus | undefined, agoMs = 0, payoutId = "po_1") =>
    mismatchesIn(open, { moves, status, agoMs, payoutId });

  describe("a charge fits its status", () => {
    it.each([
      [["charge"], "completed"],
      [["charge", "refund"], "error"],
      [["charge", "refund", "charge"], "completed"],
      [["charge"], "pending"],
      [["charge"], "expired"],
      [["charge", "refund"], "expired"],
      [[], "completed"],
    ] as const)("%j of one that is %s", async (moves, status) => {
      expect(await mismatchesAfter(moves, status)).toBe(0);
    });

    it("where the payout is still being paid, and nothing is remembered of it yet", async () => {
      expect(await mismatchesAfter(["charge"], undefined, 119_000)).toBe(0);
    });
  });

  describe("a charge does not fit its status", () => {
    it.each([
      [["charge", "refund"], "completed"],
      [["charge", "charge"], "completed"],
      [["charge"], "error"],
      [["charge", "refund", "refund"], "error"],
      [["charge", "charge"], "pending"],
    ] as const)("%j of one that is %s", async (moves, status) => {
      expect(await mismatchesAfter(moves, status)).toBe(1);
    });

    it("where nothing is remembered of the payout, and nobody can be paying it any more", async () => {
      expect(await mismatchesAfter(["charge"], undefined, 121_000)).toBe(1);
    });

    it.each(["po_00", "po_7f", "po_ff", "po_zz", "a", "\u00e9", ""])("whatever its id is: %j", async (payoutId) => {
      expect(await mismatchesAfter(["charge"], "error", 0, payoutId)).toBe(1);
    });
  });

  describe("mismatches", () => {
    it("are none in a ledger without entries", async () => {
      expect(await open().mismatches()).toBe(0);
    });

    it("know holds as well as charges", async () => {
      const store = open();
      await store.openProjects([{ projectId: "p", balanceMsat: 100_000 }]);
      for (const kind of ["completed", "failed", "pending"] as const) {
        const payout = payoutRecord({ payoutId: `po_${kind}`, status: "pending" });
        const lease = { owner: "me", untilEpochMs: systemClock.epochMs() + 1000 };
        await store.claim({ payout, costMsat: 1020, by: "hold", paymentHash: kind, resolver: null, lease });
        if (kind === "completed") await store.decide(payout.payoutId, "me", { kind });
        if (kind === "failed") await store.decide(payout.payoutId, "me", { kind, reason: "r" });
      }
      expect(await store.mismatches()).toBe(0);
    });
  });
});
