import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { interruptions as all, interruptionKinds } from "../../src/domain/interruption.ts";
import { type Moment, moments } from "../../src/domain/moment.ts";
import { onceForAll, runJson, temporaryFolder, theOnly } from "../e2e/program.ts";
import { hasPostgres, startPostgres } from "../postgres.ts";

const interruptions = all.filter((how) => interruptionKinds[how].comesAtMoments);
const cells = moments.flatMap((when) => interruptions.map((how) => [when, how] as const));

/** Some payments take longer than the wallet waits, so that there is something to guess; a moment of failed payments needs some. */
function scenarioOf(when: Moment, how: string, times: number): string {
  const faults = ["late-settle: 4", ...(when === "payment-failed" ? [`failure: ${times * 2}`] : [])];
  // Where every request interrupts, no retry would ever get through.
  const occurrence = when === "payout-received" ? 3 : 1;
  // Longer than a lease, and longer than the wallet waits for LND.
  const length = how === "pause" ? ", for: 2500ms" : "";
  const crash = `  - { when: ${when}, how: ${how}, occurrence: ${occurrence}${length} }\n`;
  return `name: ${when}-${how}
projects: { p: { balance: 1_000_000 } }
payouts: { amount: 1000 }
load: [{ name: all, payouts: ${times * 4 + 10}, concurrency: 2, faults: { ${faults.join(", ")} } }]
client: { timeout: 20s, retry: { attempts: 4, backoff: 50ms, key: same } }
crashes:
${crash.repeat(times)}drain: 20s
`;
}

// Three quarters of an hour: each restart takes a second or two, and each pause more.
const isWanted = process.env["LONG_TESTS"] !== undefined && (hasPostgres || process.env["CI"] !== undefined);

describe.runIf(isWanted)("the wallet in Node, interrupted at every moment", () => {
  const server = onceForAll(startPostgres);

  const judged = async (when: Moment, how: string, times: number, bug: string) => {
    const scenario = join(temporaryFolder(), `${when}-${how}.yaml`);
    writeFileSync(scenario, scenarioOf(when, how, times));
    const env = { DATABASE_URL: (await server().database()).url, WALLET_TOKEN: "a-token-for-tests", WALLET_BUG: bug };
    const service = "examples/wallet-node/wallet-node.service.yaml";
    const { verdict, findings, faults } = theOnly(await runJson([scenario, "--service", service], { env }));
    const fired = faults.find(({ name }) => name === when)?.fired;
    return { verdict, kinds: findings.map(({ kind }) => kind), fired };
  };

  it.each(cells)("%s, %s: loses nothing, twenty times", async (when, how) => {
    expect(await judged(when, how, 20, "")).toEqual({ verdict: "balanced", kinds: [], fired: 20 });
  });

  it.each(cells)("%s, %s: is found where it refunds what takes too long", async (when, how) => {
    const { verdict, kinds } = await judged(when, how, 6, "refund-on-timeout");
    expect([verdict, kinds]).toEqual(["violated", ["paid-not-charged", "false-refusal"]]);
  });
});
