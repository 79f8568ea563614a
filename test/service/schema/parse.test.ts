import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderProblems } from "../../../src/document/problem.ts";
import { parseService, parseServiceBytes } from "../../../src/service/schema/parse.ts";
import { broken, complaints, GOOD, parsed } from "./text.ts";

const TWENTY = `name: My Wallet
unit: msats
fee: { percent: 1, flat: 5 }
accounts: { acc_1: { balence: 300_000 sat } }
rails:
  lnd: { dialect: lnd-rst, tls: none, prot: 8080 }
payees: { pay: lightning-address, at: ldn }
start:
  command: node dist/server.js
  env: { CERT: "\${rails.lnd.certFile}", URL: "\${rails.lnb.url}" }
headers: { authorization: Bearer s3cr3t }
payout:
  call: post /v1/withdrawals
  headers: { idempotency-key: "\${payout.kee}" }
  body: { to: "\${payout.invoice}", amount: "\${payout.amount" }
  state: withdrawal.[state
states: { succeeded: payed }
errors: { 4xx: refused, 502: refused }
outcomes: [{ when: { status: 200 }, means: paid }]
polls: 3
`;

describe("a service file", () => {
  it("is told all of its mistakes at once, each with line, column and a way out", () => {
    expect(complaints(TWENTY)).toEqual([
      'w.yaml:1:7  name must be lower-case letters, digits and hyphens such as spike-timeout, at most 60 (got "My Wallet": write my-wallet)',
      'w.yaml:2:7  unit must be one of msat, sat, btc (got "msats"): did you mean "msat"?',
      "w.yaml:3:26  flat must be an amount with its unit such as 5 sat or 1 msat (got 5: write 5 sat or 5 msat)",
      'w.yaml:4:22  unknown key "balence": did you mean "balance"?',
      'w.yaml:6:19  dialect must be one of lnd-rest, lnd-grpc, cln-rest, lnbits, zbd, phoenixd (got "lnd-rst"): did you mean "lnd-rest"?',
      'w.yaml:6:39  unknown key "prot": did you mean "port"?',
      'w.yaml:7:39  payees.at must be one of the rails (got "ldn"): did you mean "lnd"?',
      'w.yaml:9:12  command must be a list of words such as [node, dist/server.js] (got "node dist/server.js": write [node, dist/server.js])',
      "w.yaml:10:17  there is no ${rails.lnd.certFile}, because the rail lnd has no TLS: write tls: self-signed there",
      'w.yaml:10:47  there is no rail "lnb": did you mean "lnd"?',
      'w.yaml:11:27  authorization is a secret, and secrets come from the environment: write "Bearer ${env:TOKEN}"',
      'w.yaml:13:9  call must be a method and a path such as POST /v1/payouts (got "post /v1/withdrawals": write POST /v1/withdrawals)',
      'w.yaml:14:32  unknown name "payout.kee": did you mean "payout.key"?',
      "w.yaml:15:16  there is no ${payout.invoice}, because payees.pay is lightning-address: write ${payout.address}, or payees: { pay: bolt11 }",
      "w.yaml:15:45  this ${ has no }: close it, or write $${ for the text itself",
      'w.yaml:16:27  "withdrawal.[state" ends too early: a bracket, a quote or a name is missing',
      'w.yaml:17:22  a state must be one of paid, pending, refused, failed, unknown (got "payed")',
      'w.yaml:18:11  a key of errors must be one status from 400 to 599, each on its own (got "4xx")',
      "w.yaml:18:30  502 alone cannot mean refused, because gateways send it too: test the body, as in outcomes: [{ when: { status: 502, body: { code: PAYMENT_FAILED } }, means: refused }]",
      "w.yaml:19:14  paid needs a test on the body, because a status alone proves no payment: add body: { status: completed }",
      'w.yaml:20:1  unknown key "polls": did you mean "poll"?',
    ]);
  });

  it("is shown with the line of its mistake, at the column inside a text", () => {
    const result = parseService(broken("${payout.key}", "a-${payout.kee}"), "services/wallet.service.yaml");
    expect(
      result.ok ? "" : renderProblems(result.problems),
    ).toBe(`services/wallet.service.yaml:15:34  unknown name "payout.kee": did you mean "payout.key"?

  14 |   call: POST /v1/withdrawals
> 15 |   headers: { idempotency-key: "a-\${payout.kee}" }
     |                                  ^
  16 |   body: { account: "\${account}", to: "\${payout.address}", amount_msat: "\${payout.amount}" }`);
  });

  it("says the same however it is written out: every default is what the file without it has", () => {
    const { service } = parsed(GOOD);
    fc.assert(
      fc.property(fc.subarray(defaults, { minLength: 1 }), (written) => {
        const text = written.reduce((before, [from, to]) => before.replace(from, () => to), GOOD);
        expect(parsed(text).service).toEqual(service);
      }),
      { numRuns: 40 },
    );
    for (const [from] of defaults) expect(GOOD).toContain(from);
  });

  it("must hold a service, in UTF-8 and of one document", () => {
    const start = "the file is empty: `chaos-payout init --service` writes one to begin with";
    expect(complaints("")).toEqual([`w.yaml:1:1  ${start}`]);
    expect(complaints("[]")).toEqual([
      "w.yaml:1:1  a service file must be a map with at least name, unit, fee, accounts, payees and payout (got a list)",
    ]);
    expect(complaints(`${GOOD}---\n${GOOD}`)).toEqual([
      "w.yaml:33:1  not valid YAML: a second document starts here: a file holds one service".replace(
        "not valid YAML: ",
        "",
      ),
    ]);
    const bytes = parseServiceBytes(Uint8Array.of(0xff, 0xfe, 0x00), "w.yaml");
    expect(bytes.ok ? "" : bytes.problems[0]?.message).toBe("not UTF-8 text: a service file is a YAML file");
  });

  it("names the variables that it needs, and never reads what they hold", () => {
    const result = parsed(GOOD, { environment: { WALLET_TOKEN: "s3cr3t" } });
    expect(result.variables).toEqual(["WALLET_TOKEN"]);
    expect(JSON.stringify(result)).not.toContain("s3cr3t");
    expect(complaints(GOOD, { environment: {} })).toEqual([
      "w.yaml:12:35  the variable WALLET_TOKEN is not set: set it in the environment",
    ]);
  });

  it("is told what cannot be found because of what it leaves out", () => {
    expect(parsed(GOOD).notes).toEqual([]);
    const bare = GOOD.replace(/^entries:\n(?: {2}.*\n)+/m, "")
      .replace(/^(?:balance|poll|payouts|fund):.*\n/gm, "")
      .replace("idempotency-key", "x-other")
      .replace("${payout.key}", "1");
    expect(parsed(bare).notes).toEqual([
      "without balance and entries, no run can prove that the books are right",
      "without entries, errors that cancel each other out in the balance are not found",
      "no request has ${payout.key}, so the service cannot tell a retry from another payout",
      "without poll, callbacks and payouts, a payout that is pending stays so",
    ]);
    expect(parsed(broken("  payout: withdrawal\n", "")).notes).toEqual([
      "entries name no payout (key or payout), so a charge cannot be compared with its own payout, only with the sum of all",
    ]);
  });
});

/** What stands in the good file, and the same with a default written out. */
const defaults: (readonly [from: string, to: string])[] = [
  ["name: wallet", 'name: wallet\ndescription: ""\nmayHold: { atLeast: 0 }\nurl: http://127.0.0.1:${service.port}'],
  ["flat: 5 sat", "flat: 5 sat, minimum: 0, freeBelow: 0 sat"],
  ["dialect: lnd-rest", "dialect: lnd-rest, tls: self-signed"],
  [", at: lnd", ""],
  ["  ready: /healthz", "  ready: /healthz\n  folder: .\n  readyWithin: 30s\n  instances: 1"],
  ["succeeded: paid", "succeeded: { means: paid }"],
  ["failed: refused", "failed: { means: refused, because: payment-failed }"],
  ["422: refused", "422: { means: refused, because: rejected }"],
  ["every: 50ms", "every: 50ms, state: withdrawal.state, errors: {}"],
  ["available: account.available_msat", "available: { select: account.available_msat }"],
  ["  list: entries", "  list: entries\n  limit: 100\n  unsigned: false"],
  ["key: key, state", "key: key, firstPage: 1, limit: 100, states: {}, state"],
];
