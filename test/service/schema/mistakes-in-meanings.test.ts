import { describe, expect, it } from "vitest";
import { broken, complaints } from "./text.ts";

/** In what answers and lists mean: what is wrong, what stands in the good file, what stands there instead, and everything that is said. */
const mistakes: readonly (readonly [what: string, from: string, to: string, said: readonly string[]])[] = [
  [
    "a word that means nothing known",
    "processing: pending",
    "processing: parked",
    ['w.yaml:19:40  a state must be one of paid, pending, refused, failed, unknown (got "parked")'],
  ],
  [
    "a reason that does not fit",
    "because: funds",
    "because: in-progress",
    ["w.yaml:20:43  refused cannot be because of in-progress: because must be rejected or funds or payment-failed"],
  ],
  [
    "a range of errors",
    "422: refused",
    "4xx: refused",
    ['w.yaml:20:52  a key of errors must be one status from 400 to 599, each on its own (got "4xx")'],
  ],
  [
    "an error of gateways that means refused",
    "422: refused",
    "502: refused",
    [
      "w.yaml:20:57  502 alone cannot mean refused, because gateways send it too: test the body, as in outcomes: [{ when: { status: 502, body: { code: PAYMENT_FAILED } }, means: refused }]",
    ],
  ],
  [
    "an error that means paid",
    "422: refused",
    "409: paid",
    ["w.yaml:20:57  an error cannot mean paid: write an outcome with a test on the body, if 409 really does"],
  ],
  [
    "paid by a status alone",
    "when: { status: 200, body: { error.code: NO_ROUTE } }, means: refused, because: payment-failed",
    "when: { status: 200 }, means: paid",
    [
      "w.yaml:22:7  paid needs a test on the body, because a status alone proves no payment: add body: { status: completed }",
    ],
  ],
  [
    "refused by a range alone",
    "when: { status: 200, body: { error.code: NO_ROUTE } }, means: refused, because: payment-failed",
    "when: { status: 4xx }, means: refused",
    [
      "w.yaml:22:7  refused needs a test on the body, or single statuses from 400 to 499: anything else may come from a gateway",
    ],
  ],
  [
    "paid by any object",
    "when: { status: 200, body: { error.code: NO_ROUTE } }, means: refused, because: payment-failed",
    'when: { body: { "@": { type: object } } }, means: paid',
    ["w.yaml:22:15  an empty answer would pass this test and mean paid: test for something that is there"],
  ],
  [
    "paid by what is always true",
    "when: { status: 200, body: { error.code: NO_ROUTE } }, means: refused, because: payment-failed",
    'when: { body: { "`true`": true } }, means: paid',
    ["w.yaml:22:15  an empty answer would pass this test and mean paid: test for something that is there"],
  ],
  [
    "paid by an absence",
    "when: { status: 200, body: { error.code: NO_ROUTE } }, means: refused, because: payment-failed",
    "when: { body: { error: { exists: false } } }, means: paid",
    ["w.yaml:22:15  an empty answer would pass this test and mean paid: test for something that is there"],
  ],
  [
    "a condition that matches everything",
    "{ status: 200, body: { error.code: NO_ROUTE } }",
    "{}",
    ["w.yaml:22:7  a condition must have status, headers or body: without one it matches every answer"],
  ],
  [
    "a pattern that is none",
    "error.code: NO_ROUTE",
    'error.code: { matches: "(" }',
    ["w.yaml:22:60  not a regular expression: unterminated group"],
  ],
  [
    "nothing that means paid",
    "succeeded: paid, ",
    "",
    [
      "w.yaml:19:1  no answer means paid, so every payout would stay unknown: write states: { completed: paid }, or an outcome that means it",
    ],
  ],
  [
    "a refusal by a look-up that fails",
    "every: 50ms }",
    "every: 50ms, errors: { 404: refused } }",
    [
      "w.yaml:23:79  a look-up that answers 404 says nothing about the payout, which may still be paid: write unknown, or test the body in poll.outcomes",
    ],
  ],
  [
    "a look-up by an id that nothing finds",
    "  id: withdrawal.uid\n",
    "",
    [
      "w.yaml:22:36  there is no ${payout.id}, because payout does not say where its answer has it: write id: withdrawal.id there",
    ],
  ],
  [
    "a duration without a unit",
    "every: 50ms",
    "every: 50",
    ["w.yaml:23:58  every must be a duration from 1ms to 1m (got 50: write 50s or 50ms)"],
  ],
  [
    "a cursor that is never sent",
    "?after=${cursor}",
    "",
    ["w.yaml:28:9  entries finds the next cursor and never sends it: write ${cursor} into its call"],
  ],
  [
    "a cursor that is never found",
    "  next: next\n",
    "",
    ["w.yaml:25:1  ${cursor} needs next, where the answer has the next one, or id, for the id of the last row"],
  ],
  [
    "amounts without a sign and without types",
    "  amount: amount_msat\n",
    "  amount: amount_msat\n  unsigned: true\n",
    ["w.yaml:31:13  amounts without a sign need type and effects, which say whether they came or went"],
  ],
  [
    "paging as a key",
    "key: key, state: state }",
    "key: key, state: state, page: 1 }",
    [
      'w.yaml:31:116  unknown key "page": the template in the call says how a list is paged, ${cursor}, ${page} or ${offset}; firstPage: 0 counts pages from 0',
    ],
  ],
  [
    "a list read twice",
    "fund:",
    'books: { database: w.db, entries: "select 1 where a = :account" }\nfund:',
    ["w.yaml:32:35  entries is read twice: leave out entries, or books.entries"],
  ],
  [
    "a query that writes",
    "fund:",
    'books: { database: w.db, balance: "update a set b = 1 where c = :account" }\nfund:',
    [
      "w.yaml:32:35  balance must be one query that reads, beginning with select or with (got update)",
      "w.yaml:32:35  balance is read twice: leave out balance, or books.balance",
    ],
  ],
  [
    "a query of every account",
    "fund:",
    "books: { database: w.db, balance: select 1 }\nfund:",
    [
      "w.yaml:32:35  balance must use :account, or it reads the rows of every account",
      "w.yaml:32:35  balance is read twice: leave out balance, or books.balance",
    ],
  ],
  [
    "a callback about nothing",
    "fund:",
    "callbacks: { path: /hooks, state: state }\nfund:",
    ["w.yaml:32:1  a callback must say which payout it is about: write id or key"],
  ],
  [
    "an address that nothing listens at",
    'amount_msat: "${payout.amount}"',
    'amount_msat: "${payout.amount}", hook: "${callbacks.url}"',
    ["w.yaml:16:99  there is no ${callbacks.url} without callbacks: write callbacks: { path: /hooks, id, state }"],
  ],
  [
    "too many steps",
    '  call: POST /v1/withdrawals\n  headers: { idempotency-key: "${payout.key}" }\n  body: { account: "${account}", to: "${payout.address}", amount_msat: "${payout.amount}" }\n',
    '  steps:\n    - { call: POST /a, body: ["${account}", "${payout.address}", "${payout.amount}"] }\n    - { call: POST /b }\n    - { call: POST /c }\n    - { call: POST /d }\n',
    ["w.yaml:14:3  steps must be a list of 1 to 3 steps (got 4)"],
  ],
  [
    "a capture that is used too early",
    '  call: POST /v1/withdrawals\n  headers: { idempotency-key: "${payout.key}" }\n  body: { account: "${account}", to: "${payout.address}", amount_msat: "${payout.amount}" }\n',
    '  steps:\n    - { call: "POST /a/${quote}", body: ["${account}", "${payout.address}", "${payout.amount}"] }\n    - { call: POST /b, capture: { quote: id } }\n',
    ["w.yaml:15:24  there is no ${quote} here: step 2 captures it later"],
  ],
];

describe("a service file with a mistake in what answers and lists mean", () => {
  it.each(mistakes)("is told its place and a way out: %s", (_, from, to, said) => {
    expect(complaints(broken(from, to))).toEqual(said);
  });
});
