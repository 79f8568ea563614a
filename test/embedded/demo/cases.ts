import { expect } from "vitest";

/**
 * What a functional test suite for the original demo API asks, one case after the other: a start, a call, and what the answer has to
 * hold. The expectations are the demo's, as far as they are known. Where ours differs the case says of which family it is, and what we answer instead: each family
 * is a place where the demo is lax with money, and where to agree with it would be to lose some.
 */
export interface DemoCase {
  readonly asks: string;
  /** What has to have happened before. */
  readonly first?: readonly Call[];
  readonly call: Call;
  /** What the demo answers. */
  readonly expects: Expected;
  /** Where we answer something else, why, and what. */
  readonly differs?: { readonly family: Family; readonly ours: Expected };
}

/** A call; `<id>` in its path stands for the id of the first payout that was made. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

/** What an answer has to hold; what is not named may be anything. */
export interface Expected {
  readonly status: number;
  readonly code?: string;
  readonly message?: RegExp;
  readonly data?: object;
}

/** Why we do not answer what the demo answers. */
export type Family =
  | "an amount of 0 is an amount, and a wrong one"
  | "an amount may have up to three decimals"
  | "an unknown project has no money"
  | "a key belongs to its project"
  | "nothing that is decided becomes pending again"
  | "a payout expires only where somebody asked for it";

const project = "project_test_001";
const usual = { gamertag: "player_1", amount: 1000, projectId: project };

function get(path: string): Call {
  return { method: "GET", path: `/api/v1${path}` };
}

function post(path: string, body?: unknown): Call {
  return { method: "POST", path: `/api/v1${path}`, body };
}

function pay(different: object = {}): Call {
  return post("/payouts", { ...usual, ...different });
}

function label(status: unknown): Call {
  return { method: "PATCH", path: "/api/v1/payouts/<id>/status", body: { status } };
}

const keyed = pay({ idempotencyKey: "key_1" });
const balance = get(`/projects/${project}/balance`);
const allTimeOut = (rollbackOnTimeout: boolean) =>
  post("/test/failure-injection", { enabled: true, timeoutRate: 1, rollbackOnTimeout });
const missing = { status: 400, code: "VALIDATION_ERROR", message: /Missing required fields/ } as const;
const holds = (sats: number) => ({ status: 200, data: { projectId: project, balance: sats } });

const paying: readonly DemoCase[] = [
  {
    asks: "a payout is made",
    call: pay(),
    expects: { status: 201, data: { status: "completed", gamertag: "player_1", amount: 1000, projectId: project } },
  },
  { asks: "a payout costs a fee of 2%", call: pay(), expects: { status: 201, data: { fee: 20, totalCost: 1020 } } },
  {
    asks: "the fee is rounded up",
    call: pay({ amount: 51 }),
    expects: { status: 201, data: { fee: 2, totalCost: 53 } },
  },
  {
    asks: "a payout keeps what was said of it",
    call: pay({ internalId: "order_1", description: "for a win", idempotencyKey: "key_1" }),
    expects: {
      status: 201,
      data: { internalId: "order_1", description: "for a win", idempotencyKey: "key_1" },
    },
  },
  { asks: "the least amount is paid", call: pay({ amount: 1 }), expects: { status: 201, data: { amount: 1, fee: 1 } } },
  {
    asks: "a description of 144 characters fits",
    call: pay({ description: "d".repeat(144) }),
    expects: { status: 201 },
  },
  {
    asks: "a callback address is kept",
    call: pay({ callbackUrl: "https://example.org/hook" }),
    expects: { status: 201, data: { callbackUrl: "https://example.org/hook" } },
  },
  {
    asks: "a payout that shall expire says when",
    call: pay({ expiresIn: 60 }),
    expects: { status: 201, data: { expiresIn: 60, expiresAt: expect.stringMatching(/^\d{4}-/) } },
  },
  {
    asks: "a payout of which nothing is said expires in an hour",
    call: pay({ expiresIn: null }),
    expects: { status: 201, data: { expiresAt: expect.stringMatching(/^\d{4}-/) } },
    differs: {
      family: "a payout expires only where somebody asked for it",
      ours: { status: 201, data: { expiresIn: null, expiresAt: null } },
    },
  },
];

const refusing: readonly DemoCase[] = [
  { asks: "a body without anything is refused", call: post("/payouts", {}), expects: missing },
  { asks: "a missing gamertag is refused", call: pay({ gamertag: undefined }), expects: missing },
  { asks: "a missing amount is refused", call: pay({ amount: undefined }), expects: missing },
  { asks: "a missing project is refused", call: pay({ projectId: undefined }), expects: missing },
  {
    asks: "an amount of 0 is refused",
    call: pay({ amount: 0 }),
    expects: missing,
    differs: {
      family: "an amount of 0 is an amount, and a wrong one",
      ours: { status: 400, code: "INVALID_AMOUNT", message: /from 0.001 to 100,000/ },
    },
  },
  { asks: "a negative amount is refused", call: pay({ amount: -5 }), expects: { status: 400, code: "INVALID_AMOUNT" } },
  {
    asks: "half a sat is refused",
    call: pay({ amount: 1.5 }),
    expects: { status: 400, code: "INVALID_AMOUNT" },
    differs: {
      family: "an amount may have up to three decimals",
      ours: { status: 201, data: { amount: 1.5, fee: 1, totalCost: 2.5 } },
    },
  },
  { asks: "too much is refused", call: pay({ amount: 100_001 }), expects: { status: 400, code: "INVALID_AMOUNT" } },
  {
    asks: "a description of 145 characters is refused",
    call: pay({ description: "d".repeat(145) }),
    expects: { status: 400 },
  },
  {
    asks: "a callback to nowhere is refused",
    call: pay({ callbackUrl: "nowhere" }),
    expects: { status: 400, code: "INVALID_CALLBACK_URL" },
  },
  {
    asks: "a payout of a project that nobody knows is refused like a bad request",
    call: pay({ projectId: "nobody" }),
    expects: { status: 400 },
    differs: {
      family: "an unknown project has no money",
      ours: { status: 404, code: "PROJECT_NOT_FOUND" },
    },
  },
];

const keys: readonly DemoCase[] = [
  {
    asks: "the same key is paid once",
    first: [keyed, keyed],
    call: balance,
    expects: holds(98_980),
  },
  {
    asks: "the same key gets the same payout",
    first: [keyed],
    call: keyed,
    expects: { status: 200, data: { id: "<id>" } },
  },
  {
    asks: "the same key out of another project gets the same payout",
    first: [post("/projects/other/fund", { amount: 5_000 }), keyed],
    call: pay({ projectId: "other", idempotencyKey: "key_1" }),
    expects: { status: 200, data: { id: "<id>", projectId: project } },
    differs: { family: "a key belongs to its project", ours: { status: 201, data: { projectId: "other" } } },
  },
];

const money: readonly DemoCase[] = [
  { asks: "a project begins with 100,000 sats", call: balance, expects: holds(100_000) },
  { asks: "a payout takes amount and fee", first: [pay()], call: balance, expects: holds(98_980) },
  {
    asks: "the balance of nobody is not found",
    call: get("/projects/nobody/balance"),
    expects: { status: 404, code: "PROJECT_NOT_FOUND" },
  },
  {
    asks: "more than there is is refused, with all figures",
    call: pay({ amount: 99_000 }),
    expects: {
      status: 402,
      code: "INSUFFICIENT_BALANCE",
      message: /100980.*99000.*1980.*100000/,
      data: { requiredAmount: 99_000, fee: 1_980, totalCost: 100_980, currentBalance: 100_000 },
    },
  },
  { asks: "a refused payout takes nothing", first: [pay({ amount: 99_000 })], call: balance, expects: holds(100_000) },
  {
    asks: "money is added",
    call: post(`/projects/${project}/fund`, { amount: 500 }),
    expects: { status: 200, data: { projectId: project, newBalance: 100_500 } },
  },
];

const finding: readonly DemoCase[] = [
  {
    asks: "a payout is found by its id",
    first: [keyed],
    call: get("/payouts/<id>"),
    expects: { status: 200, data: { id: "<id>" } },
  },
  {
    asks: "a payout that does not exist is not found",
    call: get("/payouts/po_none"),
    expects: { status: 404, code: "PAYOUT_NOT_FOUND" },
  },
  {
    asks: "a payout is found by the caller's own id",
    first: [pay({ internalId: "order_1" })],
    call: get("/payouts/by-internal-id/order_1"),
    expects: { status: 200, data: { id: "<id>", internalId: "order_1" } },
  },
];

const labels: readonly DemoCase[] = [
  {
    asks: "the statuses are told",
    call: get("/statuses"),
    expects: { status: 200, data: { statuses: ["pending", "completed", "expired", "error"] } },
  },
  {
    asks: "a status is changed by hand",
    first: [keyed],
    call: label("error"),
    expects: { status: 200, data: { status: "error" } },
  },
  {
    asks: "a status that does not exist is refused",
    first: [keyed],
    call: label("paid"),
    expects: { status: 400, code: "INVALID_STATUS" },
  },
  {
    asks: "a payout is made pending by hand",
    first: [keyed],
    call: label("pending"),
    expects: { status: 200, data: { status: "pending" } },
    differs: {
      family: "nothing that is decided becomes pending again",
      ours: { status: 409, code: "NOT_AVAILABLE" },
    },
  },
  {
    asks: "a payout is made expired at once",
    first: [keyed],
    call: post("/test/expire/<id>"),
    expects: { status: 200, data: { status: "expired" } },
  },
];

const faults: readonly DemoCase[] = [
  {
    asks: "a payment that times out is a 504",
    first: [allTimeOut(false)],
    call: pay(),
    expects: { status: 504, code: "PAYMENT_TIMEOUT" },
  },
  {
    asks: "the money of a payment that timed out is gone",
    first: [allTimeOut(false), pay()],
    call: balance,
    expects: holds(98_980),
  },
  {
    asks: "the money of a payment that timed out comes back where it shall",
    first: [allTimeOut(true), pay()],
    call: balance,
    expects: holds(100_000),
  },
  {
    asks: "a reset takes everything back",
    first: [keyed, { method: "DELETE", path: "/api/v1/test/reset" }],
    call: balance,
    expects: holds(100_000),
  },
];

const callbacks: readonly DemoCase[] = [
  {
    asks: "the callbacks are told",
    first: [pay({ callbackUrl: "http://receiver.invalid/hook" })],
    call: get("/test/callbacks"),
    expects: { status: 200, data: { count: 1, callbacks: [{ url: "http://receiver.invalid/hook" }] } },
  },
];

/** Every case. */
export const demoCases: readonly DemoCase[] = [
  ...[...paying, ...refusing, ...keys],
  ...[...money, ...finding, ...labels, ...faults, ...callbacks],
];
