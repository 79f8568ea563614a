import { describe, expect, it } from "vitest";
import { broken, complaints } from "./text.ts";

/** Around its calls: what is wrong, what stands in the good file, what stands there instead, and everything that is said. */
const mistakes: readonly (readonly [what: string, from: string, to: string, said: readonly string[]])[] = [
  ["an unknown key", "poll: {", "pol: {", ['w.yaml:23:1  unknown key "pol": did you mean "poll"?']],
  [
    "a key of another tool",
    "unit: msat",
    "unit: msat\nbaseUrl: http://localhost:3000",
    ['w.yaml:3:1  unknown key "baseUrl": write url'],
  ],
  [
    "an unknown key inside",
    "routingFee: 0.1%",
    "routngFee: 0.1%",
    ['w.yaml:6:29  unknown key "routngFee": did you mean "routingFee"?'],
  ],
  ["a key twice", "unit: msat", "unit: msat\nunit: sat", ['w.yaml:3:1  duplicate key "unit": first used on line 2']],
  ["a missing key", "unit: msat\n", "", ['w.yaml:1:1  missing key "unit": it must be one of msat, sat, btc']],
  [
    "a unit that does not exist",
    "unit: msat",
    "unit: sats",
    ['w.yaml:2:7  unit must be one of msat, sat, btc (got "sats"): did you mean "sat"?'],
  ],
  [
    "an amount without a unit",
    "flat: 5 sat",
    "flat: 5",
    ["w.yaml:3:26  flat must be an amount with its unit such as 5 sat or 1 msat (got 5: write 5 sat or 5 msat)"],
  ],
  [
    "an amount below a msat",
    "flat: 5 sat",
    "flat: 0.0001 sat",
    [
      'w.yaml:3:26  flat must be an amount with its unit such as 5 sat or 1 msat (got "0.0001 sat": it must be a whole number of msat, below 90,000 btc)',
    ],
  ],
  [
    "a share that is not rounded",
    "percent: 1, flat: 5 sat, round: up to 1 msat,",
    "percent: 1,",
    [
      'w.yaml:3:1  missing key "round": a share of the amount has fractions, so say how they are rounded, as in round: up to 1 sat',
    ],
  ],
  [
    "a percentage above 100",
    "percent: 1,",
    "percent: 101,",
    ["w.yaml:3:17  percent must be a percentage from 0 to 100 such as 1 or 0.5%, with up to 4 decimals (got 101)"],
  ],
  [
    "a fee that is no fee",
    "fee: { percent: 1, flat: 5 sat, round: up to 1 msat, routing: charged }",
    "fee: free",
    ['w.yaml:3:6  fee must be none, or a map such as { percent: 1, flat: 5 sat, round: up to 1 sat } (got "free")'],
  ],
  [
    "no account",
    "accounts: { acc_1: {}, acc_2: {} }",
    "accounts: {}",
    ["w.yaml:4:1  a service must have 1 to 64 accounts (got 0): write { acc_1: {} }"],
  ],
  [
    "a variable that nothing uses",
    "acc_1: {}",
    "acc_1: { balence: 300_000 sat }",
    ['w.yaml:4:22  unknown key "balence": did you mean "balance"?'],
  ],
  [
    "a dialect that does not exist",
    "dialect: lnd-rest",
    "dialect: lnd-rst",
    [
      'w.yaml:6:19  dialect must be one of lnd-rest, lnd-grpc, cln-rest, lnbits, zbd, phoenixd (got "lnd-rst"): did you mean "lnd-rest"?',
    ],
  ],
  [
    "payees at a rail that does not exist",
    "at: lnd }",
    "at: ldn }",
    ['w.yaml:7:39  payees.at must be one of the rails (got "ldn"): did you mean "lnd"?'],
  ],
  [
    "payees that no rail can pay",
    "dialect: lnd-rest, routingFee: 0.1% }\npayees: { pay: lightning-address",
    "dialect: lnbits, tls: self-signed }\npayees: { pay: keysend",
    [
      "w.yaml:7:16  payees.pay is keysend, and none of the rails can pay that (got lnbits): use lnd-rest, lnd-grpc, cln-rest, zbd",
      "w.yaml:10:102  a rail of lnbits has no macaroon: write ${rails.lnd.key}",
      "w.yaml:16:39  there is no ${payout.address}, because payees.pay is keysend: write ${payout.nodeKey}, or payees: { pay: lightning-address }",
    ],
  ],
  [
    "a command as one text",
    "command: [node, dist/server.js]",
    "command: node dist/server.js",
    [
      'w.yaml:9:12  command must be a list of words such as [node, dist/server.js] (got "node dist/server.js": write [node, dist/server.js])',
    ],
  ],
  [
    "a rail that is not declared",
    "${rails.lnd.url}",
    "${rails.lnb.url}",
    ['w.yaml:10:41  there is no rail "lnb": did you mean "lnd"?'],
  ],
  [
    "the credential of another dialect",
    "${rails.lnd.macaroon}",
    "${rails.lnd.rune}",
    ["w.yaml:10:102  a rail of lnd-rest has no rune: write ${rails.lnd.macaroon}"],
  ],
  [
    "a certificate without TLS",
    "routingFee: 0.1% }",
    "tls: none }",
    ["w.yaml:10:67  there is no ${rails.lnd.certFile}, because the rail lnd has no TLS: write tls: self-signed there"],
  ],
  [
    "a secret in a header",
    "Bearer ${env:WALLET_TOKEN}",
    "Bearer s3cr3t",
    ['w.yaml:12:27  authorization is a secret, and secrets come from the environment: write "Bearer ${env:TOKEN}"'],
  ],
  [
    "a password in a database",
    "fund:",
    'books: { database: "postgres://app:hunter2@db/w", payouts: "select 1 where a = :account" }\nfund:',
    [
      'w.yaml:32:20  a password is a secret, and secrets come from the environment: write database: "${env:DATABASE_URL}"',
      "w.yaml:32:60  payouts is read twice: leave out payouts, or books.payouts",
    ],
  ],
];

it("a reserve for the fee of the route is declared, unless the balance shows what is held", () => {
  const reserved = broken("routing: charged", "routing: reserved");
  expect(complaints(reserved)).toEqual([]);
  const unseen = reserved.replace(", held: account.reserved_msat", "");
  expect(complaints(unseen)).toEqual([
    "w.yaml:3:63  routing: reserved takes more than the cost for a while: write how much, as in mayHold: { percent: 0.5, atLeast: 5 sat }, or balance.held, where the answer shows it",
  ]);
  expect(complaints(`${unseen}mayHold: { atLeast: 5 sat }\n`)).toEqual([]);
});

describe("a service file with a mistake around its calls", () => {
  it.each(mistakes)("is told its place and a way out: %s", (_, from, to, said) => {
    expect(complaints(broken(from, to))).toEqual(said);
  });
});
