import { describe, expect, it } from "vitest";
import type { EntriesCall, ListCall, ServiceFile } from "../../src/service/service-file.ts";
import type { Target } from "../../src/service/target.ts";
import { type Asked, blank, call, json, rowsOf, serviceOf } from "./service-of.ts";

describe("a foreign balance", () => {
  it.each([
    [
      "in msat",
      { available: "account.available_msat", held: "account.reserved_msat" },
      "msat",
      { account: { available_msat: 7, reserved_msat: 2 } },
      7,
      2,
    ],
    [
      "in an array, in bitcoins, as text",
      { available: "[?currency=='BTC'].available | [0]", held: null },
      "btc",
      [
        { currency: "USD", available: "9" },
        { currency: "BTC", available: "0.00000005" },
      ],
      5_000,
      0,
    ],
    [
      "as a sum",
      { available: "sum(channels[*].our_amount_msat)", held: null },
      "msat",
      { channels: [{ our_amount_msat: 5 }, { our_amount_msat: 6 }] },
      11,
      0,
    ],
    ["as a bare number of sats", { available: "@", held: null }, "sat", "12", 12_000, 0],
    [
      "of the wallet that the account names",
      { available: "wallets[?id=='${account.wallet}'].balance | [0]", held: null },
      "sat",
      {
        wallets: [
          { id: "w 1", balance: 3 },
          { id: "it's", balance: 4 },
        ],
      },
      4_000,
      0,
    ],
  ] as const)("%s is read", async (_, { available, held }, unit, answer, balanceMsat, heldMsat) => {
    const { target } = await serviceOf(
      {
        unit,
        accounts: [{ id: "acc_1", variables: { wallet: "it's" }, balanceMsat: null }],
        balance: {
          call: call("GET /v1/accounts/${account}"),
          available: { select: available, unit: null },
          held: held === null ? null : { select: held, unit: null },
        },
      },
      () => [200, answer],
    );
    expect(await target.balance("acc_1")).toEqual({ balanceMsat, heldMsat });
  });

  it.each([
    [{ available: "many" }, 'the balance of acc_1 is not an amount in sats: "many"'],
    [{ available: 1.0001 }, "the balance of acc_1 is not an amount in sats: 1.0001 (less than a millisatoshi)"],
    [{ other: 1 }, "the balance of acc_1 is not an amount in sats: missing"],
    [{ available: 1 }, "what acc_1 holds is not an amount in sats: missing"],
    [{ available: 1, held: null }, "what acc_1 holds is not an amount in sats: null"],
    [[1], "GET /v1/balance answered 200 with something that is not a JSON object"],
    ["<html>", "GET /v1/balance answered 200 with something that is not a JSON object"],
  ])("is not %j", async (answer, message) => {
    const balance = {
      call: call("GET /v1/balance"),
      available: { select: "available", unit: "sat" },
      held: { select: "held", unit: "sat" },
    } as const;
    const { target } = await serviceOf({ balance }, () => [200, answer]);
    await expect(target.balance("acc_1")).rejects.toMatchObject({ kind: "nonsense", message });
  });

  it("asks with the variables of its account, and not with those of another one", async () => {
    const { target, asked } = await serviceOf(
      {
        accounts: [
          { id: "one", variables: { key: "${env:KEY_ONE}" }, balanceMsat: null },
          { id: "two", variables: { key: "${env:KEY_TWO}" }, balanceMsat: null },
        ],
        balance: {
          call: call("GET /api/v1/wallet", { headers: { "X-Api-Key": "${account.key}" } }),
          available: { select: "balance", unit: "msat" },
          held: null,
        },
      },
      ({ headers }) => [200, { balance: headers["x-api-key"] === "first-key" ? 1 : 2 }],
      { environment: { KEY_ONE: "first-key", KEY_TWO: "second-key" } },
    );
    const balances = [await target.balance("one"), await target.balance("two"), await target.balance("one")];
    expect(balances.map(({ balanceMsat }) => balanceMsat)).toEqual([1, 2, 1]);
    await expect(target.balance("three")).rejects.toThrow('the account three has no variable "key"');
    expect(asked).toHaveLength(3);
  });
});

describe("what a file does not have", () => {
  it.each([
    ["balance", (target: Target) => target.balance("acc_1")],
    ["entries", (target: Target) => target.markEntries("acc_1")],
    ["payouts", (target: Target) => rowsOf(target.payouts("acc_1"))],
    ["fund", (target: Target) => target.fund("acc_1", 1)],
    ["injection", (target: Target) => target.injection()],
    ["injection", (target: Target) => target.inject({ enabled: false, timeoutRate: 0 })],
  ])("is absent: %s", async (name, read) => {
    const { target } = await serviceOf({}, () => [200, {}]);
    await expect(read(target)).rejects.toMatchObject({
      kind: "absent",
      message: `the service file of wallet has no ${name}`,
    });
    expect(target.poll).toBeNull();
  });
});

const entryRow = {
  id: "id",
  key: null,
  payout: "payment",
  amount: { select: "amount", unit: null },
  type: null,
  effects: {},
  unsigned: false,
  balanceAfter: null,
  at: "time",
} as const;

function entriesBy(paging: ListCall["paging"], path: string, more: Partial<EntriesCall> = {}): Partial<ServiceFile> {
  const list = { call: call(`GET ${path}`), list: "entries", paging, limit: 3, order: null, newest: null };
  return { entries: { ...list, row: entryRow, ...more } };
}

const seven = Array.from({ length: 7 }, (_, index) => ({
  id: index + 1,
  amount: -1_000 - index,
  time: 1_767_225_600 + index * 60,
}));
const query = ({ line }: Asked, name: string) =>
  new URL(line.split(" ")[1] ?? "", "http://x").searchParams.get(name) ?? "";

describe("foreign lists", () => {
  it.each([
    [
      "a cursor",
      { kind: "cursor", next: "next" } as const,
      "/e?after=${cursor}&n=${limit}",
      (asked: Asked) => {
        const from = Number(query(asked, "after") || 0);
        return { entries: seven.slice(from, from + 3), next: from + 3 < 7 ? String(from + 3) : null };
      },
      ["/e?n=3", "/e?after=3&n=3", "/e?after=6&n=3"],
    ],
    [
      "the id of the last row",
      { kind: "cursor", next: null } as const,
      "/e?after=${cursor}",
      (asked: Asked) => {
        const from = Number(query(asked, "after") || 0);
        return { entries: seven.slice(from, from + 3) };
      },
      ["/e", "/e?after=3", "/e?after=6", "/e?after=7"],
    ],
    [
      "pages",
      { kind: "page", from: 1 } as const,
      "/e?page=${page}&size=${limit}",
      (asked: Asked) => {
        const from = (Number(query(asked, "page")) - 1) * 3;
        return { entries: seven.slice(from, from + 3) };
      },
      ["/e?page=1&size=3", "/e?page=2&size=3", "/e?page=3&size=3", "/e?page=4&size=3"],
    ],
    [
      "an offset, whatever the size of a page is",
      { kind: "offset" } as const,
      "/e?offset=${offset}",
      (asked: Asked) => {
        const from = Number(query(asked, "offset"));
        return { entries: seven.slice(from, from + 2) };
      },
      ["/e?offset=0", "/e?offset=2", "/e?offset=4", "/e?offset=6", "/e?offset=7"],
    ],
    ["nothing", { kind: "none" } as const, "/e", () => ({ entries: seven.slice(0, 2) }), ["/e"]],
  ])("are read by %s to their end", async (name, paging, path, answer, lines) => {
    const { target, asked } = await serviceOf(
      {
        payouts: {
          call: call(`GET ${path}`),
          list: "entries",
          paging,
          limit: 3,
          pending: null,
          row: {
            id: "id",
            key: null,
            account: null,
            payee: null,
            amount: { select: "abs(amount)", unit: null },
            state: "state",
            states: {},
          },
        },
      },
      (one) => [200, answer(one)],
    );
    const rows = await rowsOf(target.payouts("acc_1"));
    expect(rows.map(({ payoutId }) => Number(payoutId))).toEqual(
      seven.slice(0, name === "nothing" ? 2 : 7).map(({ id }) => id),
    );
    expect(rows[0]).toMatchObject({ amountMsat: 1_000, state: "unknown", key: "" });
    expect(asked.map(({ line }) => line.replace("GET ", ""))).toEqual(lines);
  });

  it("without paging that are as long as their limit are not taken for whole", async () => {
    const { target } = await serviceOf(
      { payouts: { ...emptyPayouts, call: call("GET /p?limit=${limit}"), limit: 3 } },
      () => [200, { payouts: seven.slice(0, 3) }],
    );
    await expect(rowsOf(target.payouts("acc_1"))).rejects.toThrow("has more rows than it lists, and cannot be paged");
  });

  it.each([
    ["short, after pages that named the next one", seven, "/p?after=${cursor}&n=${limit}", 7],
    ["short, and the only one", seven.slice(0, 2), "/p?after=${cursor}&n=${limit}", 2],
    ["full, after pages that named the next one", seven.slice(0, 6), "/p?after=${cursor}&n=${limit}", 6],
    ["full, and the only one, so that there may be more", seven.slice(0, 3), "/p?after=${cursor}&n=${limit}", null],
    ["the only one, of a size that the service chooses", seven.slice(0, 2), "/p?after=${cursor}", null],
  ])("whose last page leaves next out, and which refuse any other cursor: %s", async (_, all, path, found) => {
    const paging = { kind: "cursor", next: "next" } as const;
    const payouts = { ...emptyPayouts, call: call(`GET ${path}`), paging, limit: 3 };
    const { target } = await serviceOf({ payouts }, (one) => {
      const [, from = "0"] = /^(?:c(\d+))?$/.exec(query(one, "after")) ?? ["", "no"];
      if (from === "no") return [400, { error: "bad cursor" }];
      const end = Number(from) + 3;
      return [200, { payouts: all.slice(Number(from), end), ...(end < all.length ? { next: `c${end}` } : {}) }];
    });
    const rows = rowsOf(target.payouts("acc_1"));
    if (found === null) await expect(rows).rejects.toThrow("answered 400");
    else expect(await rows).toHaveLength(found);
  });

  it("of a service that ignores the page are not taken for whole either", async () => {
    const { target } = await serviceOf(
      { payouts: { ...emptyPayouts, call: call("GET /p?page=${page}"), paging: { kind: "page", from: 0 }, limit: 3 } },
      () => [200, { payouts: seven.slice(0, 3) }],
    );
    await expect(rowsOf(target.payouts("acc_1"))).rejects.toThrow("has more rows than it lists, and cannot be paged");
  });

  it("need not tell the amounts of payouts", async () => {
    const { target } = await serviceOf({ payouts: emptyPayouts }, () => [
      200,
      { payouts: [{ id: "p", state: 2 }, { state: true }] },
    ]);
    expect(
      (await rowsOf(target.payouts("acc_1"))).map(({ amountMsat, state, word }) => [amountMsat, state, word]),
    ).toEqual([
      [null, "paid", "2"],
      [null, "pending", "true"],
    ]);
  });
});

const emptyPayouts = {
  ...{ call: call("GET /p"), list: "payouts", paging: { kind: "none" } as const, limit: 100, pending: null },
  row: {
    id: "id",
    key: null,
    account: null,
    payee: null,
    amount: null,
    state: "state",
    states: { 2: "paid", true: "pending" } as const,
  },
};

describe("foreign entries", () => {
  it.each([
    ["oldest first", "oldest-first" as const],
    ["newest first", "newest-first" as const],
  ])("are told from old ones, listed %s by pages", async (_, order) => {
    let there = 5;
    const { target } = await serviceOf(entriesBy({ kind: "offset" }, "/e?offset=${offset}&limit=${limit}"), (one) => {
      const rows = seven.slice(0, there);
      const from = Number(query(one, "offset"));
      return [200, { entries: (order === "oldest-first" ? rows : rows.toReversed()).slice(from, from + 3) }];
    });
    const mark = await target.markEntries("acc_1");
    there = 7;
    const fresh = await rowsOf(target.entriesSince(mark));
    expect(fresh.map(({ entryId }) => entryId).toSorted()).toEqual(["6", "7"]);
    expect(fresh.find(({ entryId }) => entryId === "7")).toEqual({
      ...{ entryId: "7", key: "", payoutId: "", effect: "other", word: "", deltaMsat: -1_006, balanceAfterMsat: null },
      enteredEpochMs: 1_767_225_960_000,
    });
  });

  it("get their sign from what they did, where their amounts have none", async () => {
    const effects = {
      pay: "charge",
      back: "refund",
      lock: "hold",
      unlock: "release",
      done: "confirm",
      in: "deposit",
    } as const;
    const words = ["pay", "back", "lock", "unlock", "done", "in", "odd"];
    let rows: object[] = [];
    const { target } = await serviceOf(
      entriesBy({ kind: "none" }, "/e", {
        row: { ...entryRow, type: "kind", effects, unsigned: true, amount: { select: "sats", unit: "sat" } },
      }),
      () => [200, { entries: rows }],
    );
    const mark = await target.markEntries("acc_1");
    rows = words.slice(0, -1).map((kind, id) => ({ id, kind, sats: "2" }));
    expect((await rowsOf(target.entriesSince(mark))).map(({ effect, deltaMsat }) => [effect, deltaMsat])).toEqual([
      ["charge", -2_000],
      ["refund", 2_000],
      ["hold", -2_000],
      ["release", 2_000],
      ["confirm", 0],
      ["deposit", 2_000],
    ]);
    rows = [{ id: 9, kind: "odd", sats: 2 }];
    await expect(rowsOf(target.entriesSince(mark))).rejects.toThrow(
      'the amount of an entry of acc_1 has no sign, and "odd" does not tell it',
    );
    rows = [{ id: 9, kind: "pay", sats: -2 }];
    await expect(rowsOf(target.entriesSince(mark))).rejects.toThrow(
      "is negative, although amounts are to have no sign",
    );
  });

  it("may be asked for by GraphQL, with a cursor that is left out at first", async () => {
    const variables = { account: "${account}", after: "${cursor}" };
    const graphql = { body: { kind: "graphql", query: "query { x }", variables } } as const;
    const { target, asked } = await serviceOf(
      {
        entries: {
          ...listing,
          call: call("POST /graphql", graphql),
          list: "data.entries",
          paging: { kind: "cursor", next: "data.next" },
        },
      },
      ({ body }) => {
        const isFirst = JSON.parse(body).variables.after === undefined;
        return [200, { data: { entries: isFirst ? [] : [], next: isFirst ? "c_1" : null } }];
      },
    );
    await target.markEntries("acc_1");
    expect(asked.map(({ body }) => JSON.parse(body).variables)).toEqual([
      { account: "acc_1" },
      { account: "acc_1", after: "c_1" },
    ]);
  });
});

const listing = { limit: 100, order: null, newest: null, row: entryRow } as const;

describe("money that is added to a foreign account", () => {
  it.each([
    ["msat", "1500", '{"amount":1500}'],
    ["sat", "1500", '{"amount":1.5}'],
    ["btc", "1500", '{"amount":1.5e-8}'],
  ] as const)("is asked for in %s", async (unit, msat, body) => {
    const { target, asked } = await serviceOf(
      { unit, fund: call("POST /accounts/${account}/credits", json({ amount: "${amount}" })) },
      () => [204],
    );
    await target.fund("acc 1", Number(msat));
    expect(asked).toMatchObject([{ line: "POST /accounts/acc%201/credits", body }]);
  });
});

it("a blank file describes a service that can only be paid from", () => {
  expect(
    Object.entries(blank)
      .filter(([, value]) => value === null)
      .map(([key]) => key),
  ).toEqual([
    ...[
      "start",
      "login",
      "poll",
      "lookup",
      "balance",
      "entries",
      "payouts",
      "books",
      "fund",
      "callbacks",
      "injection",
      "module",
    ],
  ]);
});
