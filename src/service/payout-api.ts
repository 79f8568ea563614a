import { noReserve, payoutApiFee } from "../domain/fee.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import type { Call, Callbacks, Condition, Meaning, OutcomeRule, ServiceFile, Test } from "./service-file.ts";

/**
 * The embedded contract, as `services/payout-api.service.yaml` declares it: the same file after validation, so that a run against the embedded API needs
 * no YAML. A test compares the two.
 */

/** The error code: in `error.code`, in `data.error`, or as `error` itself. */
const CODE = "error.code || data.error || error";
/** The status of the payout: in `data`, or beside it where there is no `data`. */
const STATE = "not_null(data, @).status";
const TELLS_STATE = "contains(keys(not_null(data, @)), 'status')";

const success = { from: 200, to: 299 };
const anyError = { from: 300, to: 599 };

const is = (...values: readonly (string | boolean)[]): Test => ({ kind: "is", values });
const exists = (value: boolean): Test => ({ kind: "exists", exists: value });
const matches = (pattern: string): Test => ({ kind: "matches", pattern });

function when(status: Condition["status"], body: Condition["body"] = {}): Condition {
  return { status, headers: {}, body };
}

function means(outcome: Outcome, because: AnswerReason): Meaning {
  return { means: outcome, because };
}

function rule(condition: Condition, outcome: Outcome, because: AnswerReason): OutcomeRule {
  return { when: condition, means: outcome, because };
}

const paid = ["paid", "none"] as const;
const pending = ["pending", "none"] as const;
const refused = means("refused", "rejected");

const own: readonly Condition[] = [
  when([success]),
  when(null, {
    success: { kind: "type", type: "boolean" },
    "type(data) == 'object' || type(data) == 'null'": is(true),
    // Cloudflare answers for the services behind it with {success, errors: [], messages: [], result}.
    "type(errors) == 'array' && type(messages) == 'array'": is(false),
  }),
  // A number in place of a code is the status again, as gateways write it.
  when(null, { [CODE]: matches("^(?=.*[^0-9])[A-Za-z0-9_.-]{1,64}$") }),
  // No gateway sends these by itself, so an error or a message is enough.
  when([only(402), only(422)], { [CODE]: matches("[^]") }),
  when([only(402), only(422)], { message: { kind: "type", type: "string" } }),
];

function only(status: number) {
  return { from: status, to: status };
}

/** What errors say in a word of their own. */
const errorOutcomes: readonly OutcomeRule[] = [
  rule(when([anyError], { success: is(true) }), "unknown", "service-error"),
  // A 409 or a 422 may be about an earlier payout, whose status does not contradict them.
  rule(
    when(
      [
        { from: 300, to: 408 },
        { from: 410, to: 421 },
        { from: 423, to: 599 },
      ],
      { [STATE]: is("completed") },
    ),
    "unknown",
    "service-error",
  ),
  rule(
    when(null, { [CODE]: is("PAYMENT_TIMEOUT"), success: { kind: "is-not", values: [true] } }),
    "unknown",
    "payment-timeout",
  ),
  rule(when([only(409)], { [CODE]: is("PAYOUT_IN_PROGRESS") }), "pending", "in-progress"),
  rule(when([only(502)], { [CODE]: is("PAYMENT_FAILED") }), "refused", "payment-failed"),
];

/** What a 2xx says that is no plain success. */
const oddSuccesses: readonly OutcomeRule[] = [
  rule(
    when([success], { "contains(keys(@), 'success') && type(success) != 'boolean'": is(true) }),
    "unknown",
    "unreadable",
  ),
  rule(when([success], { "type(data) != 'object' && type(data) != 'null'": is(true) }), "unknown", "unreadable"),
];

/** A payout that ended in an error, or expired, may still have been paid. */
const successes: readonly OutcomeRule[] = [
  rule(when([success], { success: is(false) }), "unknown", "service-error"),
  rule(when([success], { [CODE]: matches("[^]") }), "unknown", "service-error"),
  rule(when([success], { [STATE]: exists(false), [TELLS_STATE]: is(true) }), "unknown", "service-error"),
  // `data` without a status, and a status beside it.
  rule(when([success], { success: is(true), [TELLS_STATE]: is(false), status: is("completed") }), ...paid),
  rule(when([success], { success: is(true), [TELLS_STATE]: is(false), status: is("pending") }), ...pending),
  rule(
    when([success], { success: is(true), [TELLS_STATE]: is(false), "contains(keys(@), 'status')": is(true) }),
    "unknown",
    "service-error",
  ),
  rule(when([{ from: 200, to: 201 }], { success: is(true), [TELLS_STATE]: is(false) }), ...paid),
  rule(when([only(202)], { success: is(true), [TELLS_STATE]: is(false) }), ...pending),
];

function call(method: Call["method"], path: string, body: Call["body"] = null): Call {
  return { method, path, headers: {}, body };
}

const sats = { unit: null, number: true } as const;

/** The body of a payout. */
const requested = {
  gamertag: "${payout.gamertag}",
  amount: "${payout.amount}",
  projectId: "${account}",
  idempotencyKey: "${payout.key}",
};

/** The embedded contract. */
export const payoutApi: ServiceFile = {
  name: "payout-api",
  description: "The embedded payout API, and any other that speaks its contract.",
  folder: "",
  url: "http://127.0.0.1:3000",
  headers: {},
  unit: "sat",
  fee: { ...payoutApiFee, routing: "absorbed" },
  mayHold: noReserve,
  accounts: [{ id: "project_test_001", variables: {}, balanceMsat: null }],
  rails: {},
  payees: { pay: "gamertag", at: null },
  start: null,
  login: null,
  payout: {
    steps: [
      {
        call: call("POST", "/api/v1/payouts", { kind: "json", value: requested }),
        capture: {},
        moves: true,
      },
    ],
    answer: {
      id: "not_null(data, @).id",
      state: STATE,
      code: CODE,
      own,
      outcomes: [
        // What nearly every answer says stands first.
        rule(when([success], { success: is(true), "data.status": is("completed"), [CODE]: exists(false) }), ...paid),
        rule(when([success], { success: is(true), "data.status": is("pending"), [CODE]: exists(false) }), ...pending),
        ...oddSuccesses,
        ...errorOutcomes,
        ...successes,
      ],
      states: { completed: means(...paid), pending: means(...pending) },
      errors: {
        400: refused,
        401: refused,
        402: means("refused", "funds"),
        403: refused,
        404: refused,
        405: refused,
        413: refused,
        415: refused,
        422: refused,
        429: refused,
      },
    },
  },
  poll: null,
  lookup: {
    call: call("GET", "/api/v1/payouts?projectId=${account}&idempotencyKey=${payout.key}&limit=1"),
    everyMs: 100,
    answer: {
      id: "data.payouts[0].id",
      state: "data.payouts[0].status",
      code: CODE,
      own,
      outcomes: [],
      states: { completed: means(...paid), pending: means(...pending), expired: means("refused", "payment-failed") },
      errors: {},
    },
    key: "data.payouts[0].idempotencyKey",
    absent: [when([success], { "length(data.payouts)": { kind: "is", values: [0] } })],
  },
  balance: {
    call: call("GET", "/api/v1/projects/${account}/balance"),
    available: { select: "not_null(data, @).balance", ...sats },
    held: { select: "not_null(not_null(data, @).held, `0`)", ...sats },
  },
  entries: {
    call: call("GET", "/api/v1/projects/${account}/entries?limit=${limit}&after=${cursor}"),
    list: "not_null(data.entries, entries, data)",
    paging: { kind: "cursor", next: "not_null(data.next, next)" },
    limit: 500,
    order: null,
    newest: call("GET", "/api/v1/projects/${account}/entries?order=newest&limit=${limit}&after=${cursor}"),
    row: {
      id: "id",
      key: "idempotencyKey",
      payout: "payoutId",
      amount: { select: "amount", ...sats },
      type: "cause",
      effects: {
        charge: "charge",
        refund: "refund",
        restore: "refund",
        hold: "hold",
        cancel: "release",
        confirm: "confirm",
        deposit: "deposit",
      },
      unsigned: false,
      balanceAfter: { select: "balanceAfter", ...sats },
      at: "createdAt",
    },
  },
  payouts: {
    call: call("GET", "/api/v1/payouts?projectId=${account}&limit=${limit}&after=${cursor}"),
    pending: call("GET", "/api/v1/payouts?projectId=${account}&status=pending&limit=${limit}&after=${cursor}"),
    list: "not_null(data.payouts, payouts, data)",
    paging: { kind: "cursor", next: "not_null(data.next, next)" },
    limit: 500,
    row: {
      id: "id",
      key: "idempotencyKey",
      account: "projectId",
      payee: "gamertag",
      amount: { select: "amount", ...sats },
      state: "status",
      states: { completed: "paid", pending: "pending", expired: "refused", error: "failed" },
    },
  },
  books: null,
  fund: call("POST", "/api/v1/projects/${account}/fund", { kind: "json", value: { amount: "${amount}" } }),
  callbacks: null,
  injection: {
    read: call("GET", "/api/v1/test/failure-injection"),
    set: call("POST", "/api/v1/test/failure-injection", {
      kind: "json",
      value: {
        enabled: "${enabled}",
        timeoutRate: "${rate}",
        rollbackOnTimeout: "${rollbackOnTimeout}",
        fate: "${fault}",
        strategy: "${strategy}",
      },
    }),
    enabled: "not_null(data, @).enabled",
    rate: "not_null(data, @).timeoutRate",
    fault: "not_null(data, @).fate",
    rollbackOnTimeout: "not_null(data, @).rollbackOnTimeout",
    strategy: "not_null(data, @).strategy",
    timeouts: "never-paid",
  },
  module: null,
};

/** The callbacks of the contract, for callers who want them: each payout names where its own go. */
export const payoutApiCallbacks: Callbacks = {
  path: "/callbacks",
  id: "data.id",
  key: "data.idempotencyKey",
  // A payout that ended in an error says why, because a timeout may still be paid.
  state: "not_null(error.code, data.status)",
  states: {
    completed: means(...paid),
    pending: means(...pending),
    expired: refused,
    PAYMENT_FAILED: means("refused", "payment-failed"),
    PAYMENT_TIMEOUT: means("unknown", "payment-timeout"),
  },
};

/** The contract with callbacks to this URL. */
export function payoutApiCalling(callbackUrl: string): ServiceFile {
  const { payout } = payoutApi;
  const [step] = payout.steps;
  const body = { kind: "json", value: { ...requested, callbackUrl } } as const;
  const steps = [{ ...step, call: { ...step.call, body } }] as const;
  return { ...payoutApi, payout: { ...payout, steps }, callbacks: payoutApiCallbacks };
}
