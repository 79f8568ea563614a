import { describe, expect, it } from "vitest";
import { type Judged, judge as judged } from "../../src/testing/balance-sheet.ts";
import type { Settlement } from "../../src/testing/lightning-node.ts";
import { chargesOf, type Observed, payoutApiTerms } from "../../src/testing/observed.ts";
import { paymentsOf } from "../../src/testing/payments.ts";
import { effectOf, stateOf } from "../service/contract.ts";

/** What was seen, in sats and in the words of the contract. */
interface Seen {
  readonly closingSats: number;
  readonly heldSats?: number;
  readonly payouts: readonly {
    readonly payoutId: string;
    readonly key: string;
    readonly gamertag: string;
    readonly status: string;
    readonly amountSats: number;
  }[];
  readonly entries:
    | readonly { readonly payoutId: string; readonly key: string; readonly cause: string; readonly deltaSats: number }[]
    | undefined;
  readonly settlements: readonly Settlement[] | undefined;
  readonly injectedTimeouts?: Observed["injectedTimeouts"];
}

function judge({
  closingSats,
  heldSats = 0,
  payouts,
  entries,
  settlements,
  injectedTimeouts = "unknown",
}: Seen): Judged {
  const seen = {
    projectId: "shop",
    terms: payoutApiTerms,
    opening: { balanceMsat: 100_000_000, heldMsat: 0 },
    closing: { balanceMsat: closingSats * 1_000, heldMsat: heldSats * 1_000 },
    payouts: payouts.map(({ status, amountSats, ...payout }) => {
      return { ...payout, state: stateOf(status), word: status, amountMsat: amountSats * 1_000 };
    }),
    entries: entries?.map(({ cause, deltaSats, ...entry }) => {
      return { ...entry, effect: effectOf(cause), word: cause, deltaMsat: deltaSats * 1_000 };
    }),
    injectedTimeouts,
    unfinished: [],
  };
  const settled = settlements?.map(({ payee, amountSats }) => ({ payee, amountMsat: amountSats * 1_000, feeMsat: 0 }));
  const charges = { charged: chargesOf(seen), costMsat: payoutApiTerms.costMsat };
  return judged({ ...seen, payments: settled && paymentsOf(seen.payouts, settled, charges) });
}

const addUp = (seen: Seen) => judge(seen).sheet;

const paidOnce: Seen = {
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
        "charged-not-paid: po_1 (key k1) · charged 1,020 · never refunded",
        "false-success: po_1 (key k1) · charged 1,020 · never refunded",
      ],
    });
  });

  it("names a payout that settled twice, even when it is charged twice as well", () => {
    const entries = [...(paidOnce.entries ?? []), { payoutId: "po_1", key: "k1", cause: "charge", deltaSats: -1_020 }];
    const settlements = [...(paidOnce.settlements ?? []), { payee: "alice", amountSats: 1_000 }];
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries, settlements })).toMatchObject({
      driftSats: 0,
      wrong: ["double-paid: po_1 (key k1) · charged 1,020 · charged 1,020 · node settled 1,000 · node settled 1,000"],
    });
  });

  it("names two errors that cancel each other out", () => {
    const observed: Seen = {
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
        "charged-not-paid: po_1 (key k1) · charged 1,020 · never refunded",
        "paid-not-charged: po_2 (key k2) · node settled 1,000 · never charged",
      ],
    });
  });

  it("names a payout that was charged twice for one settlement", () => {
    const entries = [...(paidOnce.entries ?? []), { payoutId: "po_1", key: "k1", cause: "charge", deltaSats: -1_020 }];
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries })).toMatchObject({
      driftSats: -1_020,
      wrong: ["double-charged: po_1 (key k1) · charged 1,020 · charged 1,020 · node settled 1,000 · never refunded"],
    });
  });

  it("names a payment to somebody who has no payout", () => {
    const settlements = [...(paidOnce.settlements ?? []), { payee: "mallory", amountSats: 100 }];
    expect(addUp({ ...paidOnce, settlements })).toMatchObject({
      driftSats: 102,
      wrong: ["paid-not-charged: a payment to mallory · node settled 100 · never charged"],
    });
  });

  it("believes the list where nobody saw the node", () => {
    expect(judge({ ...paidOnce, settlements: undefined })).toMatchObject({
      sheet: { driftSats: 0, wrong: [] },
      doubts: [],
    });
    const payouts = paidOnce.payouts.map((payout) => ({ ...payout, status: "expired" }));
    expect(addUp({ ...paidOnce, payouts, settlements: undefined })).toMatchObject({
      driftSats: -1_020,
      wrong: ["charged-not-paid: po_1 (key k1) · charged 1,020 · never refunded"],
    });
  });

  it("proves nothing by a payout that failed where nobody saw the node, unless it is declared that it was never paid", () => {
    const payouts = paidOnce.payouts.map((payout) => ({ ...payout, status: "error" }));
    const failed: Seen = { ...paidOnce, payouts, settlements: undefined };
    expect(judge(failed)).toMatchObject({
      sheet: { wrong: [] },
      doubts: ["1 payout got no clear answer, and only the node knows whether it was paid"],
    });
    expect(addUp({ ...failed, injectedTimeouts: "never-paid" })).toMatchObject({
      driftSats: -1_020,
      wrong: ["charged-not-paid: po_1 (key k1) · charged 1,020 · never refunded"],
    });
  });

  it("finds money that is held for a payout that is final, and none that is held for an open one", () => {
    expect(addUp({ ...paidOnce, heldSats: 5_000 }).wrong.join()).toMatch(/^unexplained-change: shop · .*5,000/);
    expect(addUp({ ...paidOnce, heldSats: -5_000 }).wrong.join()).toMatch(/^unexplained-change: shop · .*5,000/);
  });

  it("has an exact drift without entries, and accuses no payout", () => {
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries: undefined })).toMatchObject({
      driftSats: -1_020,
      wrong: [
        "unexplained-change: shop · the balance moved by −1,020 sats and neither answers nor settlements explain it",
      ],
    });
  });

  it("names a payout that settled and was charged twice, without entries as well", () => {
    const settlements = [...(paidOnce.settlements ?? []), { payee: "alice", amountSats: 1_000 }];
    expect(addUp({ ...paidOnce, closingSats: 97_960, entries: undefined, settlements })).toMatchObject({
      driftSats: 0,
      wrong: ["double-paid: po_1 (key k1) · node settled 1,000 · node settled 1,000"],
    });
  });

  it("accuses nobody where the API does not tell whom it paid", () => {
    const payouts = paidOnce.payouts.map((payout) => ({ ...payout, gamertag: "" }));
    expect(addUp({ ...paidOnce, payouts })).toMatchObject({ driftSats: 0, wrong: [] });
  });

  it("takes the id of one payout and the key of another for two things", () => {
    const observed: Seen = {
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
  const both: Seen = {
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
        "paid-not-charged: po_2 · node settled 2,000 · never charged",
        "wrong-amount: po_1 · charged 3,060 · node settled 1,000 · the cost is 1,020",
      ],
    });
  });

  it("names the one that was not paid, and not the other", () => {
    const settlements = [{ payee: "alice", amountSats: 2_000 }];
    expect(addUp({ ...both, settlements }).wrong).toEqual([
      "charged-not-paid: po_1 · charged 1,020 · never refunded",
      "false-success: po_1 · charged 1,020 · never refunded",
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
      wrong: [
        "wrong-amount: po_1 · charged 1,020 · node settled 1,500",
        "wrong-amount: po_2 · charged 2,040 · node settled 1,500",
      ],
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
        "unexplained-change: shop · 1 entry of no payout of this run moved the balance by −700 sats · the balance moved by +700 sats and no entry explains it · adjustment −700",
      ],
    });
    expect(addUp({ ...paidOnce, closingSats: 100_000, entries: including("refund", 1_020, "po_0") }).wrong).toEqual([
      "unexplained-change: shop · 1 entry of no payout of this run moved the balance by +1,020 sats · refund 1,020 of po_0",
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
      "paid-not-charged: po_1 (key k1) · node settled 1,000 · never charged",
      "unexplained-change: shop · 2 entries of no payout of this run moved the balance by −2,040 sats · the balance moved by +1,020 sats and no entry explains it · charge −1,020 · charge −1,020",
    ]);
  });
});
