import { describe, expect, it } from "vitest";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

const text = (backoff: string) => `name: retries-after-a-crash
seed: 42
projects: { project_test_001: { balance: 300_000 } }
load:
  - { name: all, payouts: 60, concurrency: 6 }
client: { retry: { attempts: 2, backoff: ${backoff}, key: same } }
crashes: [{ at: after-charge, occurrence: 20 }]
`;

describe("a retry after a crash", () => {
  it("reaches the API however soon it is sent, so that no backoff makes a charge without a payment look right", async () => {
    const runs = ["0ms", "20ms", "200ms", "2s"].map(async (backoff) => {
      const plan = planScenario(scenarioOf(text(backoff)), { strategy: "naive" });
      const { verdict, findings, doubts } = await simulate(plan, { strategy: "naive", seed: 1, maxDelayMs: 2 });
      return { backoff, verdict, kinds: findings.map(({ kind }) => kind), doubts };
    });
    expect(await Promise.all(runs)).toEqual(
      ["0ms", "20ms", "200ms", "2s"].map((backoff) => {
        return { backoff, verdict: "violated", kinds: ["double-charged", "false-refusal"], doubts: [] };
      }),
    );
  });
});
