import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/domain/finding.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/** What each incident comes to under the strategy that made the mistake. */
const found: Readonly<Record<string, readonly FindingKind[]>> = {
  "alby-hub-1222": ["overdraft"],
  "alby-hub-1723": ["paid-not-charged"],
  "btcpay-5913": ["double-paid"],
  "btcpay-6365": ["double-paid"],
  "lnbits-138": ["charged-not-paid"],
  "lnbits-168": ["paid-not-charged"],
  "lnbits-583": ["double-charged"],
  "lnd-5396": ["paid-not-charged"],
  "lndhub-97": ["paid-not-charged"],
  "zapread-342": ["paid-not-charged"],
  "zeus-3165": ["double-paid"],
};

const folder = new URL("../../scenarios/incidents/", import.meta.url);
const names = readdirSync(folder).map((file) => basename(file, ".yaml"));

describe("the incidents", () => {
  it("are all here", () => {
    expect(names.sort()).toEqual(Object.keys(found).sort());
  });

  describe.each(names)("%s", (name) => {
    const scenario = scenarioOf(readFileSync(new URL(`${name}.yaml`, folder), "utf8"));

    it("is violated under the strategy that made the mistake", async () => {
      const plan = planScenario(scenario);
      const { verdict, findings } = await simulate(plan, {
        strategy: plan.api.strategy,
        seed: plan.seed,
        maxDelayMs: 2,
      });
      expect([verdict, findings.map(({ kind }) => kind)]).toEqual(["violated", found[name]]);
    });

    it.each(["tracked-saga", "outbox"] as const)("is balanced under %s", async (strategy) => {
      const plan = planScenario(scenario, { strategy });
      const { verdict, doubts } = await simulate(plan, { strategy, seed: plan.seed, maxDelayMs: 2 });
      expect([verdict, doubts]).toEqual(["balanced", []]);
    });
  });
});
