import { exitCodeOf } from "../../src/cli/exit-code.ts";
import { renderProblems } from "../../src/document/problem.ts";
import { prepareScenario } from "../../src/run-scenario.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { parseService } from "../../src/service/schema/parse.ts";
import { startWallet, type WalletOptions } from "./wallet-service.ts";

/** The right description of the plain wallet. */
const RIGHT = `name: wallet
unit: msat
fee: { percent: 1, flat: 1 sat, round: up to 1 sat, routing: absorbed }
accounts: { alice: {}, bob: {} }
rails: { lnbits: { dialect: lnbits } }
payees: { pay: bolt11, at: lnbits }
url: http://127.0.0.1:9
payout:
  call: POST /payouts
  headers: { idempotency-key: "\${payout.key}", x-rail: "\${rails.lnbits.url}", x-rail-key: "\${rails.lnbits.key}" }
  body: { account: "\${account}", invoice: "\${payout.invoice}" }
  id: payout.id
  state: payout.state
  code: error
states: { paid: paid, sent: pending, failed: refused }
errors: { 402: { means: refused, because: funds }, 404: refused }
poll: { call: "GET /payouts/\${payout.id}", every: 20ms }
balance: { call: "GET /accounts/\${account}", available: available, held: held }
entries:
  call: "GET /accounts/\${account}/entries?page=\${page}"
  list: entries
  id: id
  payout: payout
  amount: amount
  type: kind
  effects: { charge: charge, fee: charge, hold: hold, refund: refund, release: release }
payouts:
  call: "GET /accounts/\${account}/payouts?page=\${page}"
  list: payouts
  id: id
  key: key
  amount: amount
  state: state
`;

/** A change of the right description: one text in the place of another, which has to be there; or a key that is left out. */
export type Change = readonly [from: string, to: string] | { readonly without: string };

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, change) => {
    const after =
      "without" in change
        ? before.replace(new RegExp(`^${change.without}:.*\\n(?:  .*\\n)*`, "m"), "")
        : before.replace(change[0], () => change[1]);
    if (after === before) throw new Error(`nothing changes: ${JSON.stringify(change)}`);
    return after;
  }, text);
}

/** Some payments fail, some take too long, and the amounts are such that every rounding shows. */
const SCENARIO = `name: wallet
projects: { p: { balance: 1000 } }
payouts: { amount: { oneOf: [1000, 1050, 1234] } }
load: [{ name: all, payouts: 10, concurrency: 2, faults: { failure: 2, timeout: 1, late-settle: 1 } }]
client: { timeout: 3s, retry: { attempts: 2, key: same } }
`;

/** A wallet, how it is described, and how its callers behave. */
export interface Case {
  readonly changes?: readonly Change[];
  readonly wallet?: WalletOptions;
  readonly client?: string;
  /** How long what is wrong may still be put right. */
  readonly drain: string;
}

/** The exit code of a run with the real machinery, and what it found and doubts; a file that is refused is exit code 64. */
export async function judged(
  { changes = [], wallet = {}, client, drain }: Case,
  atTheEnd: (end: () => Promise<void>) => void,
): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  const parsed = parseService(changed(RIGHT, changes), "wallet.service.yaml", { environment: {} });
  if (!parsed.ok) return { code: 64, said: parsed.problems.map(({ message }) => message) };
  const text = client === undefined ? SCENARIO : SCENARIO.replace(/client:.*/, client);
  const scenario = parseScenario(`${text}drain: ${drain}\n`, "wallet.yaml");
  if (!scenario.ok) throw new Error(renderProblems(scenario.problems));
  const { service } = parsed;
  const { url } = await startWallet(wallet, atTheEnd);
  const plan = planScenario(scenario.scenario, { seed: 7, accounts: service.accounts });
  const { reconciliation } = await prepareScenario(plan, { service: { service, environment: {}, url } }).run();
  const { findings, doubts } = reconciliation;
  return { code: exitCodeOf(reconciliation), said: [...findings, ...doubts].map(({ kind }) => kind) };
}
