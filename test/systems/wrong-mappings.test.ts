import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, type Change, judged } from "./judged-wallet.ts";

type Row = Omit<Case, "drain"> & Partial<Pick<Case, "drain">>;

const accepts = { answers: "accepts" } as const;
const withoutLists: readonly Change[] = [{ without: "payouts" }, { without: "poll" }];
const unmapped: Change = [", failed: refused }", " }"];
const failedMeans = (meaning: string): Change => ["failed: refused", `failed: ${meaning}`];
const fee = (rule: string): Change => ["percent: 1, flat: 1 sat, round: up to 1 sat", rule];
const available = (selector: string): Change => ["available: available,", `available: ${selector},`];
const callbacks = (reads: string): readonly Change[] => [
  ["x-rail-key:", `x-callback: "\${callbacks.url}", x-rail-key:`],
  ["balance:", `callbacks: { path: /hooks, ${reads} }\nbalance:`],
];

/** What a wrong description of a wallet that is right ends in: what is found first, or what is in doubt. None of it is a pass. */
const wrong: Readonly<Record<string, readonly [says: string, row: Row]>> = {
  "paid is read from the envelope": [
    "false-success",
    {
      changes: [
        ["state: payout.state\n  code", "state: status\n  code"],
        ["states: { paid: paid", "states: { ok: paid"],
      ],
    },
  ],
  "paid is read from a flag that says that it has ended": [
    "false-success",
    {
      changes: [
        ["state: payout.state\n  code", "state: payout.is_final\n  code"],
        ["paid: paid, sent", "'true': paid, sent"],
      ],
    },
  ],
  "every amount is in sats": ["wrong-amount", { changes: [["unit: msat", "unit: sat"]] }],
  "the balance alone is in sats": ["unexplained-change", { changes: [available("{ select: available, unit: sat }")] }],
  "the fee is a sat too high": ["wrong-amount", { changes: [fee("percent: 1, flat: 2 sat, round: up to 1 sat")] }],
  "the fee is a sat too low": ["wrong-amount", { changes: [fee("percent: 1, flat: 0 sat, round: up to 1 sat")] }],
  "the fee is an msat too high": [
    "wrong-amount",
    { changes: [fee("percent: 1, flat: 1001 msat, round: up to 1 msat")] },
  ],
  "the fee is rounded down": ["wrong-amount", { changes: [fee("percent: 1, flat: 1 sat, round: down to 1 sat")] }],
  "the balance is that of somebody else": [
    "unexplained-change",
    { changes: [['GET /accounts/${account}"', 'GET /accounts/carol"']] },
  ],
  "the balance of all is that of the first": [
    "unexplained-change",
    { changes: [available('"accounts[0].available"')] },
  ],
  "a failure means nothing": ["states-unknown", { changes: [unmapped] }],
  "a failure means nothing, and nothing else is read": ["outcomes-untold", { changes: [unmapped, ...withoutLists] }],
  // It takes some silence to say that a payout is stuck.
  "a failure is pending": ["stuck-pending", { changes: [failedMeans("pending")], drain: "9s" }],
  "a failure is pending, and nothing else is read": [
    "outcomes-untold",
    { changes: [failedMeans("pending"), ...withoutLists] },
  ],
  "a failure is unknown": ["states-unknown", { changes: [failedMeans("unknown")] }],
  "a failure is unknown, and nothing else is read": [
    "outcomes-untold",
    { changes: [failedMeans("unknown"), ...withoutLists] },
  ],
  "a failure is paid": ["false-success", { changes: [failedMeans("paid")] }],
  "the entries are in sats": [
    "wrong-amount",
    { changes: [["amount: amount\n  type", "amount: { select: amount, unit: sat }\n  type"]] },
  ],
};

/** The same, of which each costs too much time to be tried every time. */
const moreWrong: typeof wrong = {
  "sent means paid": ["false-success", { changes: [["sent: pending", "sent: paid"]], wallet: accepts }],
  "sent means refused": ["false-refusal", { changes: [["sent: pending", "sent: refused"]], wallet: accepts }],
  "what is held counts twice": ["impossible-balance", { changes: [available("total")], wallet: accepts }],
  "the balance never changes": ["unexplained-change", { changes: [available("opening")] }],
  "the list of entries is an empty one": ["paid-not-charged", { changes: [["list: entries", "list: none"]] }],
  "there is no such list of entries": ["read-failed", { changes: [["list: entries", "list: nothing"]] }],
  "only the first page of entries is read": ["paid-not-charged", { changes: [["entries?page=${page}", "entries"]] }],
  "an entry names no payout": [
    "entries-unmatched",
    { changes: [["payout: payout\n  amount", "payout: none\n  amount"]] },
  ],
  "the poll reads the newest payout": [
    "false-success",
    { changes: [["every: 20ms", "every: 20ms, state: last.state"]], wallet: accepts },
  ],
  "the poll reads a flag": [
    "false-success",
    { changes: [["every: 20ms", "every: 20ms, state: payout.is_final, states: { 'true': paid }"]], wallet: accepts },
  ],
  "a look-up that finds nothing is a refusal": [
    "a look-up that answers 404 says nothing about the payout, which may still be paid: write unknown, or test the body in poll.outcomes",
    { changes: [["every: 20ms", "every: 20ms, errors: { 404: refused }"]], wallet: accepts },
  ],
  "one account pays for all": [
    "paid-not-charged",
    { changes: [['account: "${account}", invoice', 'account: alice, who: "${account}", invoice']] },
  ],
  "a callback is read from a flag": [
    "false-callback",
    {
      changes: callbacks("key: payout.key, state: payout.is_final, states: { 'true': paid, 'false': pending }"),
      wallet: accepts,
    },
  ],
  "a callback has no state": [
    "callbacks-unread",
    { changes: callbacks("key: payout.key, state: payout.none"), wallet: accepts },
  ],
  "the route is charged": [
    "wrong-amount",
    {
      changes: [
        ["routing: absorbed", "routing: charged"],
        ["dialect: lnbits", "dialect: lnbits, routingFee: 0.1%"],
      ],
    },
  ],
  "amounts without a sign are taken for signed ones": [
    "paid-not-charged",
    { changes: [["amount: amount\n  type", "amount: size\n  type"]] },
  ],
  "a refund is a charge": [
    "charged-not-paid",
    {
      changes: [
        ["amount: amount\n  type: kind", "amount: size\n  unsigned: true\n  type: kind"],
        ["refund: refund", "refund: charge"],
      ],
    },
  ],
  "the amounts of payouts are in sats": [
    "key-breach",
    { changes: [["key: key\n  amount: amount", "key: key\n  amount: { select: amount, unit: sat }"]] },
  ],
  "a look-up finds a failure that means nothing, and nothing is listed": [
    "outcomes-untold",
    { changes: [unmapped, { without: "payouts" }], wallet: accepts },
  ],
  "an error is pending, and nothing else is read": [
    "outcomes-untold",
    { changes: [["404: refused }", "404: refused, 422: pending }"], ...withoutLists], wallet: { failsWith: 422 } },
  ],
};

const roundedDown = (amountMsat: number) => Math.floor(amountMsat / 100_000) * 1_000 + 1_000;

/** Wallets that are odd and right, with the right description. */
const honest: Readonly<Record<string, Row>> = {
  "the plain one": {},
  "accepts and tells later": { wallet: accepts },
  "tells later where nothing is listed": { wallet: { ...accepts, hiddenMs: 100 }, changes: [{ without: "payouts" }] },
  "enters amount and fee apart, and refunds them together": { wallet: { books: "apart" } },
  "sets more aside than it costs, and gives the rest back": {
    wallet: { ...accepts, books: "reserve" },
    changes: [["accounts: {", "mayHold: { atLeast: 8 sat }\naccounts: {"]],
  },
  "takes the money only once it has paid": { wallet: { ...accepts, takesLate: true }, changes: [[", held: held", ""]] },
  "answers a repeated key with 409": {
    wallet: { repeated: "conflict" },
    changes: [["404: refused }", "404: refused, 409: pending }"]],
    client: "client: { timeout: 100ms, retry: { attempts: 3, key: same } }",
  },
  "rounds its fee down": { wallet: { feeOf: roundedDown }, changes: [["round: up to", "round: down to"]] },
};

const moreHonest: typeof honest = {
  "shows what is held as available, too": {
    wallet: accepts,
    changes: [["available: available, held: held", "available: total"]],
  },
  "shows decimals as texts": { changes: [available("{ select: available_sat, unit: sat }")] },
  "lists the newest first": { changes: [["list: entries\n", "list: entries\n  order: newest-first\n"]] },
  "finds a payout only after a while": { wallet: { ...accepts, hiddenMs: 100 } },
  "has a fee below a sat": {
    wallet: { feeOf: (amountMsat) => Math.floor((amountMsat * 123) / 100_000) },
    changes: [fee("percent: 0.123, flat: 0 sat, round: down to 1 msat")],
  },
  "has no fee": { wallet: { feeOf: () => 0 }, changes: [fee("percent: 0, flat: 0 sat, round: down to 1 msat")] },
  "calls back": { wallet: accepts, changes: callbacks("key: payout.key, state: payout.state") },
  "calls back, and has nothing else": {
    wallet: accepts,
    changes: [...callbacks("key: payout.key, state: payout.state"), ...withoutLists],
  },
  "lists nothing": { changes: [{ without: "entries" }, ...withoutLists] },
  "lists payouts without their keys": { changes: [["  key: key\n", ""]] },
  "fails with 422": {
    wallet: { failsWith: 422 },
    changes: [["404: refused }", "404: refused, 422: { means: refused, because: payment-failed } }"]],
  },
  "absorbs what the route costs": { changes: [["dialect: lnbits", "dialect: lnbits, routingFee: 0.1%"]] },
  "has callers who give up": { client: "client: { timeout: 100ms, retry: { attempts: 3, key: same } }" },
  "has callers with fresh keys": { client: "client: { timeout: 5s, retry: { attempts: 3, key: fresh } }" },
};

const isLong = process.env["LONG_TESTS"] !== undefined;
const wrongRows = isLong ? { ...wrong, ...moreWrong } : wrong;
const honestRows = isLong ? { ...honest, ...moreHonest } : honest;

type Judged = Awaited<ReturnType<typeof judged>>;

/** Runs some at a time, because most of a run is waiting. */
function judgedOnce(rows: Readonly<Record<string, Row>>, drain: string): (title: string) => Judged | undefined {
  const results = new Map<string, Judged>();
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const queue = Object.entries(rows).values();
    const work = async () => {
      for (const [title, row] of queue) results.set(title, await judged({ drain, ...row }, (end) => ends.push(end)));
    };
    await Promise.all(Array.from({ length: 8 }, work));
  }, 600_000);
  afterAll(async () => {
    await Promise.all(ends.map((end) => end()));
  });
  return (title) => results.get(title);
}

describe("a wrong description of a right wallet is no pass where", () => {
  const told = judgedOnce(Object.fromEntries(Object.entries(wrongRows).map(([title, [, row]]) => [title, row])), "2s");
  it.each(Object.entries(wrongRows).map(([title, [says]]) => [title, says]))("%s: %s", (title, says) => {
    const { code, said } = told(title) ?? { code: 0, said: [] };
    expect(said).toContain(says);
    expect(code).not.toBe(0);
  });
});

describe("the right description of a wallet is balanced that", () => {
  const told = judgedOnce(honestRows, "8s");
  it.each(Object.keys(honestRows))("%s", (title) => {
    expect(told(title)).toEqual({ code: 0, said: [] });
  });
});
