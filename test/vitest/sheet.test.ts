import { describe, expect, it } from "vitest";
import type { Observed } from "../../src/vitest/observed.ts";
import { addUp } from "../../src/vitest/sheet.ts";

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

  it("names a payout that settled and was charged twice, without entries as well", () => {
    const settlements = [...(paidOnce.settlements ?? []), { payee: "alice", amountSats: 1_000 }];
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries: undefined, settlements })).toMatchObject({
      driftSats: 0,
      wrong: ["double-paid: po_1 (key k1), and 2 payments for 2,040 settled"],
    });
  });

  it("accuses nobody where the API does not tell whom it paid", () => {
    const payouts = paidOnce.payouts.map((payout) => ({ ...payout, gamertag: "" }));
    expect(addUp({ ...paidOnce, payouts })).toMatchObject({ driftSats: 0, wrong: [] });
  });

  it("takes the id of one payout and the key of another for two things", () => {
    const observed: Observed = {
      ...paidOnce,
      closingSats: 97_960,
      payouts: [
        { payoutId: "2", key: "y", gamertag: "bob", status: "completed", amountSats: 2_000 },
        { payoutId: "1", key: "2", gamertag: "alice", status: "error", amountSats: 1_000 },
      ],
      entries: [{ payoutId: "2", key: "", cause: "charge", deltaSats: -2_040 }],
      settlements: [{ payee: "bob", amountSats: 2_000 }],
    };
    expect(addUp(observed)).toMatchObject({ driftSats: 0, wrong: [] });
  });
});

describe("of two payouts to the same payee a sheet", () => {
  const both: Observed = {
    ...paidOnce,
    closingSats: 96_940,
    payouts: [
      { payoutId: "po_1", key: "", gamertag: "alice", status: "completed", amountSats: 1_000 },
      { payoutId: "po_2", key: "", gamertag: "alice", status: "completed", amountSats: 2_000 },
    ],
    entries: [
      { payoutId: "po_1", key: "", cause: "charge", deltaSats: -1_020 },
      { payoutId: "po_2", key: "", cause: "charge", deltaSats: -2_040 },
    ],
    settlements: [
      { payee: "alice", amountSats: 2_000 },
      { payee: "alice", amountSats: 1_000 },
    ],
  };

  it("finds nothing when each was charged and paid", () => {
    expect(addUp(both)).toMatchObject({ driftSats: 0, wrong: [] });
  });

  it("names the one that was charged for the other", () => {
    const entries = [{ payoutId: "po_1", key: "", cause: "charge", deltaSats: -3_060 }];
    expect(addUp({ ...both, entries })).toMatchObject({
      driftSats: 0,
      wrong: [
        "double-charged: po_1 charged 3,060, and 1,020 settled",
        "paid-not-charged: po_2 settled for 2,040, and nothing is charged",
      ],
    });
  });

  it("names the one that was not paid, and not the other", () => {
    const settlements = [{ payee: "alice", amountSats: 2_000 }];
    expect(addUp({ ...both, settlements }).wrong).toEqual([
      "charged-not-paid: po_1 charged 1,020, and nothing settled",
      "false-success: po_1 is listed as completed, and nothing settled",
    ]);
  });

  it("takes a payment for that of the one that was charged, where both ask for the same", () => {
    const payouts = both.payouts.map((payout) => ({ ...payout, amountSats: 1_000, status: "error" }));
    const entries = [{ payoutId: "po_2", key: "", cause: "charge", deltaSats: -1_020 }];
    const settlements = [{ payee: "alice", amountSats: 1_000 }];
    expect(addUp({ ...both, closingSats: 98_980, payouts, entries, settlements })).toMatchObject({
      driftSats: 0,
      wrong: [],
    });
  });

  it("names an amount that neither asked for", () => {
    const settlements = [
      { payee: "alice", amountSats: 1_500 },
      { payee: "alice", amountSats: 1_500 },
    ];
    expect(addUp({ ...both, settlements })).toMatchObject({
      driftSats: 0,
      wrong: ["wrong-amount: po_1 and po_2 charged 3,060, and a payment of 1,500 settled, which none asked for"],
    });
  });
});

describe("entries of no payout on a sheet", () => {
  const including = (cause: string, deltaSats: number, payoutId = "") => [
    ...(paidOnce.entries ?? []),
    { payoutId, key: "", cause, deltaSats },
  ];

  it("are named, also where something else cancels them out", () => {
    expect(addUp({ ...paidOnce, entries: including("adjustment", -700) })).toMatchObject({
      driftSats: 0,
      wrong: [
        "unexplained-change: an entry with the cause adjustment moved the balance by −700, and is none of the payouts of this test",
      ],
    });
    expect(addUp({ ...paidOnce, closingSats: 100_000, entries: including("refund", 1_020, "po_0") }).wrong).toEqual([
      "unexplained-change: po_0 moved the balance by 1,020, and is none of the payouts of this test",
    ]);
  });

  it("are no deposits when they take money away", () => {
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries: including("deposit", -1_020) })).toMatchObject({
      driftSats: -1_020,
      depositsSats: 0,
    });
  });

  it("are judged together where no entry names a payout", () => {
    const entries = [{ payoutId: "", key: "", cause: "charge", deltaSats: -1_020 }];
    expect(addUp({ ...paidOnce, entries })).toMatchObject({ driftSats: 0, wrong: [] });
    expect(addUp({ ...paidOnce, entries: [...entries, ...entries] }).wrong).toEqual([
      "unexplained-change: the entries charge 2,040, and 1,020 settled",
    ]);
  });
});
