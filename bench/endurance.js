import { availableParallelism } from "node:os";
import { parseScenario, planScenario, runScenario } from "../dist/index.js";

/**
 * Long runs on real processes, too long for the tests: `node bench/endurance.js seeds 100`, `kills 20` and `wire 100`. Each prints
 * how many runs, payouts and kills there were, and every finding; the exit code is 1 when there was one.
 */
const strategies = ["tracked-saga", "outbox"];
const crashPoints = ["before-charge", "after-charge", "after-send", "after-answer", "before-refund", "after-confirm"];

/** A scenario as JSON, which is YAML. */
function planOf(scenario, overrides) {
  const parsed = parseScenario(JSON.stringify(scenario), `${scenario.name}.json`);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("; "));
  return planScenario(parsed.scenario, overrides);
}

const everything = {
  ...{ timeout: 4, "late-settle": 3, "lost-answer": 3, failure: 4, stuck: 2, slow: 2 },
  ...{ "answer-lost": 3, "request-duplicated": 3, "request-lost": 2, "request-delayed": 2 },
};

/** Everything at once: fates, wire faults, a crash at each point in turn, and one instance or two. */
function seedPlan(seed, strategy) {
  const crash = { at: crashPoints[seed % crashPoints.length], occurrence: 1 + (seed % 4) };
  return planOf(
    {
      name: "endurance",
      projects: { a: { balance: 1_000_000 }, b: { balance: 1_000_000 } },
      payouts: { amount: { min: 10, max: 2_000 } },
      load: [
        { name: "first", payouts: 60, concurrency: 12, faults: everything },
        { name: "second", payouts: 60, concurrency: 12, faults: everything },
      ],
      client: { patience: "2s", retry: { attempts: 7, backoff: "60ms", key: "same" } },
      api: { railTimeout: "80ms", crash: [crash], instances: 1 + (seed % 2) },
      drain: "12s",
    },
    { seed, strategy },
  );
}

/** So many kills at one crash point, one after the other, under load. */
function killPlan(point, kills, strategy) {
  return planOf(
    {
      name: "kills",
      projects: { a: { balance: 5_000_000 } },
      load: [{ name: "all", payouts: 40 * kills, concurrency: 10, faults: { failure: "30%", timeout: "5%" } }],
      client: { patience: "5s", retry: { attempts: 10, backoff: "40ms", key: "same" } },
      api: { railTimeout: "80ms", crash: Array.from({ length: kills }, () => ({ at: point, occurrence: 8 })) },
      drain: "20s",
    },
    { seed: 42, strategy },
  );
}

/** An honest API, and trouble on the wire only. */
function wirePlan(seed, strategy) {
  const faults = { "request-lost": 4, "answer-lost": 6, "request-duplicated": 6, "request-delayed": 2 };
  return planOf(
    {
      name: "wire",
      projects: { a: { balance: 1_000_000 } },
      payouts: { amount: { min: 10, max: 2_000 } },
      load: [{ name: "all", payouts: 120, concurrency: 10, faults }],
      client: { patience: "1s", retry: { attempts: 3, backoff: "20ms", key: "same" } },
      drain: "5s",
    },
    { seed, strategy },
  );
}

/** The plans of a mode. Long ones first, so that the cores stay busy to the end. */
function plansOf(mode, count) {
  const each = (make) => strategies.flatMap((strategy) => make(strategy));
  const seeds = Array.from({ length: count }, (_, index) => index + 1);
  switch (mode) {
    case "seeds":
      return each((strategy) => seeds.map((seed) => seedPlan(seed, strategy)));
    case "kills":
      return each((strategy) => crashPoints.map((point) => killPlan(point, count, strategy)));
    case "wire":
      return seeds.map((seed) => wirePlan(seed, strategies[seed % 2]));
    default:
      throw new Error("name what to run: seeds, kills or wire, and how many");
  }
}

const [mode, count = "20"] = process.argv.slice(2);
const plans = plansOf(mode, Number(count));
const sums = { runs: 0, payouts: 0, settled: 0, kills: 0, during: 0, findings: 0, balanced: 0 };
let next = 0;

async function work() {
  for (let plan = plans[next++]; plan !== undefined; plan = plans[next++]) {
    const { reconciliation, journal } = await runScenario(plan);
    const { verdict, findings, projects, inconclusiveBecause } = reconciliation;
    sums.runs += 1;
    sums.payouts += reconciliation.payouts;
    for (const { settledPayouts } of projects) sums.settled += settledPayouts;
    for (const fact of journal) {
      if (fact.kind === "api-crashed") sums.kills += 1;
      if (fact.kind === "balance-read" && fact.when === "during") sums.during += 1;
    }
    sums.findings += findings.length;
    if (verdict === "balanced") sums.balanced += 1;
    else {
      const { strategy, crashes } = plan.api;
      const where = `seed ${plan.seed} ${strategy} ${crashes[0]?.point ?? ""} x${crashes.length}`;
      process.stdout.write(`${where}: ${verdict} ${JSON.stringify(findings)} ${inconclusiveBecause.join("; ")}\n`);
    }
  }
}

const startedMs = performance.now();
await Promise.all(Array.from({ length: availableParallelism() }, work));
const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
process.stdout.write(
  `${mode}: ${sums.runs} runs, ${sums.payouts} payouts, ${sums.settled} settled, ${sums.kills} kills, ${sums.during} balances read during the load; ` +
    `${sums.findings} findings, ${sums.balanced} runs balanced, ${sums.runs - sums.balanced} not; ${seconds} s\n`,
);
process.exitCode = sums.findings > 0 ? 1 : 0;
