import { availableParallelism } from "node:os";
import { type Plan, runScenario, type ScenarioRun } from "chaos-payout";
import { countFrom, print, runCommand, UsageError } from "./command-line.ts";
import { modes, plansOf, strategies } from "./endurance-plans.ts";

/**
 * Long runs on real processes, too long for the tests: `npm run endurance -- seeds 100`, `kills 20` and `wire 100`. A strategy may
 * follow, for that one alone. Each prints how many runs, payouts and kills there were, and every finding; the exit code is 1 when there was one.
 */
await runCommand(async ([name = "", count = "20", strategy]) => {
  const mode = modes.find((each) => each === name);
  if (mode === undefined) throw new UsageError(`name what to run: ${modes.join(", ")} (got "${name}")`);
  const chosen = strategies.filter((each) => strategy === undefined || each === strategy);
  if (chosen.length === 0) throw new UsageError(`the strategy must be ${strategies.join(" or ")} (got "${strategy}")`);
  const plans = plansOf(mode, countFrom(`the number of ${mode}`, count), chosen);
  const startedMs = performance.now();
  const sums = await runAll(plans);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  print(
    `${mode}: ${sums.runs} runs, ${sums.payouts} payouts, ${sums.settled} settled, ${sums.kills} kills, ${sums.during} balances read during the load; ` +
      `${sums.findings} findings, ${sums.balanced} runs balanced, ${sums.runs - sums.balanced} not; ${seconds} s`,
  );
  return sums.findings > 0 ? 1 : 0;
});

/** Runs as many at a time as there are cores. */
async function runAll(plans: readonly Plan[]) {
  const sums = { runs: 0, payouts: 0, settled: 0, kills: 0, during: 0, findings: 0, balanced: 0 };
  const queue = plans.values();
  const work = async () => {
    for (const plan of queue) add(sums, plan, await runScenario(plan));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return sums;
}

function add(sums: Awaited<ReturnType<typeof runAll>>, plan: Plan, { reconciliation, journal }: ScenarioRun): void {
  const { verdict, findings, projects, payouts, doubts } = reconciliation;
  sums.runs += 1;
  sums.payouts += payouts;
  for (const { settledPayouts } of projects) sums.settled += settledPayouts;
  for (const fact of journal) {
    if (fact.kind === "api-crashed") sums.kills += 1;
    if (fact.kind === "balance-read" && fact.when === "during") sums.during += 1;
  }
  sums.findings += findings.length;
  if (verdict === "balanced") {
    sums.balanced += 1;
    return;
  }
  const { crashes, seed, api } = plan;
  const where = `seed ${seed} ${api.strategy} ${crashes[0]?.at ?? ""} x${crashes.length}`;
  print(`${where}: ${verdict} ${JSON.stringify(findings)} ${JSON.stringify(doubts)}`);
}
