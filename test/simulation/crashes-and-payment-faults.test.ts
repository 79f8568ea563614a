import { describe, expect, it } from "vitest";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/** Two kills among payments that meet every fate after which nobody is told: what the kill takes away was to be taken away. */
const text = (seed: number) => `name: crashes-and-fates
seed: ${seed}
projects: { project_test_001: { balance: 300_000 } }
load:
  - { name: all, payouts: 100, concurrency: 20, faults: { timeout: 5%, late-settle: 5%, lost-answer: 10% } }
client: { retry: { attempts: 3, backoff: 50ms, key: same } }
crashes: [{ at: after-charge, occurrence: 30 }, { at: after-send, occurrence: 20 }]
`;

describe("under crashes and payment faults together", () => {
  it.each(["tracked-saga", "outbox"] as const)("%s is balanced, and nothing is left in doubt", async (strategy) => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const plan = planScenario(scenarioOf(text(seed)), { strategy });
      const { verdict, doubts } = await simulate(plan, { strategy, seed });
      expect([seed, verdict, doubts]).toEqual([seed, "balanced", []]);
    }
  });
});
