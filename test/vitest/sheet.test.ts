import { describe, expect, it } from "vitest";
import { addUp, type Observed } from "../../src/vitest/sheet.ts";

const paidOnce: Observed = {
  projectId: "shop",
  openingSats: 100_000,
  closingSats: 98_980,
  payouts: [{ payoutId: "po_1", key: "k1", gamertag: "alice", status: "completed", amountSats: 1_000 }],
  entries: [{ payoutId: "po_1", key: "k1", cause: "charge", deltaSats: -1_020 }],
  settlements: [{ payee: "alice", amountSats: 1_000 }],
};

describe("a sheet", () => {
  it("balances when nothing happened", () => {
    const nothing = { ...paidOnce, closingSats: 100_000, payouts: [], entries: [], settlements: [] };
    expect(addUp(nothing)).toMatchObject({ driftSats: 0, settledPayouts: 0, wrong: [] });
  });

  it("balances when one payout was paid and charged once", () => {
    expect(addUp(paidOnce)).toEqual({
      projectId: "shop",
      openingSats: 100_000,
      depositsSats: 0,
      settledPayouts: 1,
      settledSats: 1_020,
      expectedSats: 98_980,
      actualSats: 98_980,
      driftSats: 0,
      wrong: [],
    });
  });

  it("counts what was deposited meanwhile", () => {
    const entries = [...(paidOnce.entries ?? []), { payoutId: "", key: "", cause: "deposit", deltaSats: 500 }];
    expect(addUp({ ...paidOnce, closingSats: 99_480, entries })).toMatchObject({ depositsSats: 500, driftSats: 0 });
  });

  it("names a payout that is charged although nothing settled, and listed as completed", () => {
    expect(addUp({ ...paidOnce, settlements: [] })).toMatchObject({
      driftSats: -1_020,
      wrong: [
        "charged-not-paid: po_1 (key k1) charged 1,020, and nothing settled",
        "false-success: po_1 (key k1) is listed as completed, and nothing settled",
      ],
    });
  });

  it("names a payout that settled twice, even when it is charged twice as well", () => {
    const entries = [...(paidOnce.entries ?? []), { payoutId: "po_1", key: "k1", cause: "charge", deltaSats: -1_020 }];
    const settlements = [...(paidOnce.settlements ?? []), { payee: "alice", amountSats: 1_000 }];
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries, settlements })).toMatchObject({
      driftSats: 0,
      wrong: ["double-paid: po_1 (key k1) charged 2,040, and 2 payments for 2,040 settled"],
    });
  });

  it("names two errors that cancel each other out", () => {
    const observed: Observed = {
      ...paidOnce,
      payouts: [
        { payoutId: "po_1", key: "k1", gamertag: "alice", status: "error", amountSats: 1_000 },
        { payoutId: "po_2", key: "k2", gamertag: "bob", status: "error", amountSats: 1_000 },
      ],
      settlements: [{ payee: "bob", amountSats: 1_000 }],
    };
    expect(addUp(observed)).toMatchObject({
      driftSats: 0,
      wrong: [
        "charged-not-paid: po_1 (key k1) charged 1,020, and nothing settled",
        "paid-not-charged: po_2 (key k2) settled for 1,020, and nothing is charged",
      ],
    });
  });

  it("names a payout that was charged twice for one settlement", () => {
    const entries = [...(paidOnce.entries ?? []), { payoutId: "po_1", key: "k1", cause: "charge", deltaSats: -1_020 }];
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries })).toMatchObject({
      driftSats: -1_020,
      wrong: ["double-charged: po_1 (key k1) charged 2,040, and 1,020 settled"],
    });
  });

  it("names a payment to somebody who has no payout", () => {
    const settlements = [...(paidOnce.settlements ?? []), { payee: "mallory", amountSats: 100 }];
    expect(addUp({ ...paidOnce, settlements })).toMatchObject({
      driftSats: 102,
      wrong: ["paid-not-charged: a payment to mallory settled for 102, and nothing is charged"],
    });
  });

  it("believes statuses where nobody saw the node", () => {
    expect(addUp({ ...paidOnce, settlements: undefined })).toMatchObject({ driftSats: 0, wrong: [] });
    const payouts = paidOnce.payouts.map((payout) => ({ ...payout, status: "error" }));
    expect(addUp({ ...paidOnce, payouts, settlements: undefined })).toMatchObject({
      driftSats: -1_020,
      wrong: ["charged-not-paid: po_1 (key k1) charged 1,020, and nothing settled"],
    });
  });

  it("has an exact drift without entries, and accuses nobody", () => {
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries: undefined })).toMatchObject({
      driftSats: -1_020,
      wrong: [],
    });
  });
});
