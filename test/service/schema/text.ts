import { renderProblems } from "../../../src/document/problem.ts";
import { type ParsedService, parseService, type ServiceOptions } from "../../../src/service/schema/parse.ts";

/** A service file that is right and uses most keys; tests break it in one place each. */
export const GOOD = `name: wallet
unit: msat
fee: { percent: 1, flat: 5 sat, round: up to 1 msat, routing: charged }
accounts: { acc_1: {}, acc_2: {} }
rails:
  lnd: { dialect: lnd-rest, routingFee: 0.1% }
payees: { pay: lightning-address, at: lnd }
start:
  command: [node, dist/server.js]
  env: { PORT: "\${service.port}", LND: "\${rails.lnd.url}", CERT: "\${rails.lnd.certFile}", MACAROON: "\${rails.lnd.macaroon}" }
  ready: /healthz
headers: { authorization: "Bearer \${env:WALLET_TOKEN}" }
payout:
  call: POST /v1/withdrawals
  headers: { idempotency-key: "\${payout.key}" }
  body: { account: "\${account}", to: "\${payout.address}", amount_msat: "\${payout.amount}" }
  id: withdrawal.uid
  state: withdrawal.state
states: { succeeded: paid, processing: pending, failed: refused }
errors: { 402: { means: refused, because: funds }, 422: refused }
outcomes:
  - { when: { status: 200, body: { error.code: NO_ROUTE } }, means: refused, because: payment-failed }
poll: { call: "GET /v1/withdrawals/\${payout.id}", every: 50ms }
balance: { call: "GET /v1/accounts/\${account}", available: account.available_msat, held: account.reserved_msat }
entries:
  call: GET /v1/accounts/\${account}/entries?after=\${cursor}
  list: entries
  next: next
  payout: withdrawal
  amount: amount_msat
payouts: { call: "GET /v1/withdrawals?account=\${account}&page=\${page}", list: withdrawals, key: key, state: state }
fund: { call: "POST /v1/accounts/\${account}/credits", body: { amount_msat: "\${amount}" } }
`;

/** The good file with one text in the place of another, which has to be there. */
export function broken(from: string, to: string): string {
  if (!GOOD.includes(from)) throw new Error(`the good file has no ${from}`);
  return GOOD.replace(from, () => to);
}

/** Everything that is said against a text, a line each, without the code frames. */
export function complaints(text: string, options: ServiceOptions = {}): readonly string[] {
  const result = parseService(text, "w.yaml", options);
  return result.ok ? [] : result.problems.map((problem) => renderProblems([{ ...problem, frame: "" }]));
}

/** What comes of a text that is known to be right. */
export function parsed(text: string, options: ServiceOptions = {}): ParsedService {
  const result = parseService(text, "w.yaml", options);
  if (!result.ok) throw new Error(renderProblems(result.problems));
  return result;
}
