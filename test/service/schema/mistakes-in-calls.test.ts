import { describe, expect, it } from "vitest";
import { broken, complaints } from "./text.ts";

/** In a call: what is wrong, what stands in the good file, what stands there instead, and everything that is said. */
const mistakes: readonly (readonly [what: string, from: string, to: string, said: readonly string[]])[] = [
  [
    "a call without a method",
    "call: POST /v1/withdrawals",
    "call: /v1/withdrawals",
    [
      'w.yaml:14:9  call must be a method and a path such as POST /v1/payouts (got "/v1/withdrawals": write GET /v1/withdrawals)',
    ],
  ],
  [
    "a call in lower case",
    "call: POST /v1/withdrawals",
    "call: post /v1/withdrawals",
    [
      'w.yaml:14:9  call must be a method and a path such as POST /v1/payouts (got "post /v1/withdrawals": write POST /v1/withdrawals)',
    ],
  ],
  [
    "an unknown name",
    "${payout.key}",
    "${payout.kee}",
    ['w.yaml:15:32  unknown name "payout.kee": did you mean "payout.key"?'],
  ],
  [
    "a name that exists elsewhere",
    "after=${cursor}",
    "after=${cursor}&of=${payout.key}",
    ["w.yaml:26:64  there is no ${payout.key} here: it exists only in payout, poll and lookup"],
  ],
  [
    "a payee of another kind",
    "${payout.address}",
    "${payout.invoice}",
    [
      "w.yaml:16:39  there is no ${payout.invoice}, because payees.pay is lightning-address: write ${payout.address}, or payees: { pay: bolt11 }",
    ],
  ],
  [
    "a template that is not closed",
    '"${payout.amount}"',
    '"${payout.amount"',
    ["w.yaml:16:73  this ${ has no }: close it, or write $${ for the text itself"],
  ],
  [
    "a template without quotes",
    '"${payout.amount}" }',
    "${payout.amount} }",
    ['w.yaml:16:72  not valid YAML: between { } or [ ] a value with ${ } must be quoted, as in "${payout.amount}"'],
  ],
  [
    "nobody who is paid",
    'to: "${payout.address}", ',
    "",
    ["w.yaml:13:1  payout does not say who is paid: write ${payout.address} where the payee belongs"],
  ],
  [
    "no account that pays",
    'account: "${account}", ',
    "",
    ["w.yaml:13:1  payout does not say which of the 2 accounts pays: write ${account} where it belongs"],
  ],
  [
    "a GET with a body",
    "call: POST /v1/withdrawals",
    "call: GET /v1/withdrawals",
    ["w.yaml:16:3  a GET has no body: use query, or another method"],
  ],
  [
    "two bodies",
    "  id: withdrawal.uid",
    "  form: { a: b }\n  id: withdrawal.uid",
    ["w.yaml:17:3  a call has one body: leave out body or form"],
  ],
  [
    "a selector that ends too early",
    "state: withdrawal.state",
    "state: withdrawal.[state",
    ['w.yaml:18:27  "withdrawal.[state" ends too early: a bracket, a quote or a name is missing'],
  ],
  [
    "a selector that subtracts",
    "available: account.available_msat",
    "available: account.available-msat",
    ['w.yaml:24:68  "available-msat" is a subtraction in JMESPath: quote the name, as in \'"available-msat"\''],
  ],
  [
    "a function that JMESPath does not have",
    "available: account.available_msat",
    "available: total(account.balances)",
    ["w.yaml:24:60  there is no function total() in JMESPath"],
  ],
];

describe("a service file with a mistake in a call", () => {
  it.each(mistakes)("is told its place and a way out: %s", (_, from, to, said) => {
    expect(complaints(broken(from, to))).toEqual(said);
  });
});
