import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/domain/finding.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import { incidentsOf } from "../../src/explain/incidents.ts";
import { parseScenarioBytes } from "../../src/scenario/parse.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { simulate } from "./simulation.ts";

/** What each incident comes to under the strategy that made the mistake. */
const found: Readonly<Record<string, readonly FindingKind[]>> = {
  "alby-cli-55": ["double-paid"],
  "alby-hub-1222": ["overdraft"],
  "alby-hub-1723": ["paid-not-charged"],
  "blink-2364": ["stuck-pending"],
  "btcpay-5913": ["double-paid"],
  "btcpay-6365": ["double-paid"],
  "gumroad-5797": ["stuck-pending"],
  "lnbits-138": ["charged-not-paid"],
  "lnbits-168": ["paid-not-charged"],
  "lnbits-583": ["double-charged"],
  "lnd-5396": ["paid-not-charged"],
  "lnd-8884": ["paid-not-charged", "false-refusal"],
  "lndhub-97": ["paid-not-charged"],
  "lnp2pbot-844": ["double-paid"],
  "lnstxbridge-10": ["paid-not-charged"],
  "miningcore-239": ["paid-not-charged", "false-refusal"],
  "opencollective-4641": ["double-charged", "impossible-balance"],
  "pay-connector-3962": ["paid-not-charged"],
  "peanut-ui-2619": ["double-paid"],
  "rustchain-5360": ["paid-not-charged"],
  "twilio-2013": ["double-charged", "false-refusal"],
  "zapread-342": ["paid-not-charged"],
  "zeus-3165": ["double-paid"],
};

/** What survives an incident where it is more than a strategy: the file says so. */
const survivedBy: Readonly<Record<string, Survival>> = {
  "miningcore-239": { strategies: ["outbox"], set: ["api.recheckAfter=200ms"] },
  "peanut-ui-2619": { strategies: ["tracked-saga", "outbox"], set: ["client.retry.key=same"] },
};

interface Survival {
  readonly strategies: readonly StrategyName[];
  readonly set: readonly string[];
}

const byStrategy: Survival = { strategies: ["tracked-saga", "outbox"], set: [] };

/** One of them in turn, and all of them where tests may take long. */
function some(strategies: readonly StrategyName[], turn: number): readonly StrategyName[] {
  return process.env["LONG_TESTS"] === undefined ? strategies.slice(turn % strategies.length).slice(0, 1) : strategies;
}

const folder = new URL("../../scenarios/incidents/", import.meta.url);
const names = readdirSync(folder).map((file) => basename(file, ".yaml"));

describe("the incidents", () => {
  it("are all here", () => {
    expect(names.sort()).toEqual(Object.keys(found).sort());
  });

  describe.each(names)("%s", (name) => {
    const read = (set: readonly string[] = []) => {
      const result = parseScenarioBytes(readFileSync(new URL(`${name}.yaml`, folder)), name, { set });
      if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
      return result.scenario;
    };
    const { strategies, set } = survivedBy[name] ?? byStrategy;

    it("goes wrong under the strategy that made the mistake", async () => {
      const plan = planScenario(read());
      const { verdict, findings } = await simulate(plan, {
        strategy: plan.api.strategy,
        seed: plan.seed,
        maxDelayMs: 2,
      });
      const kinds = findings.map(({ kind }) => kind);
      expect([verdict, kinds]).toEqual([kinds.includes("stuck-pending") ? "stuck" : "violated", found[name]]);
    });

    it("is listed under what is found", () => {
      for (const [, { finding }] of incidentsOf(name)) expect(found[name]).toContain(finding);
      expect(incidentsOf(name)).not.toEqual([]);
    });

    it.each(some(strategies, names.indexOf(name)))(
      "is balanced under %s, with the options that the file names",
      async (strategy) => {
        for (const assignment of set)
          expect(readFileSync(new URL(`${name}.yaml`, folder), "utf8")).toContain(assignment);
        const plan = planScenario(read(set), { strategy });
        const { verdict, doubts } = await simulate(plan, { strategy, seed: plan.seed, maxDelayMs: 2 });
        expect([verdict, doubts]).toEqual(["balanced", []]);
      },
    );
  });
});
