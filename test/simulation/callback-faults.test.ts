import { expect, it } from "vitest";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

for (const strategy of ["naive","rollback","saga","fail-open","tracked-saga","outbox"] as const)
for (const faults of [
  "event-duplicated: { rate: 6, to: service }, late-settle: 12",
  "event-lost: { rate: 6, to: service }, late-settle: 12",
  "event-delayed: { rate: 6, to: service }, late-settle: 12",
  "event-early: { rate: 6, to: service }",
  "event-delayed: { rate: 12, to: service, for: 200ms }, failure: 12",
  "event-lost: 6, event-delayed: 4, event-duplicated: 2",
  "failed-but-settles: 6, event-duplicated: 4",
])
it(`${strategy} ${faults}`, async () => {
  const plan = planScenario(scenarioOf(`
name: x
seed: 3
projects: { project_test_001: { balance: 500_000 } }
load: [{ name: one, payouts: 12, concurrency: 1, faults: { ${faults} } }]
client: { retry: { attempts: 2, backoff: 20ms, key: same } }
api: { webhooks: true }
expect: balanced
`), { strategy });
  const r = await simulate(plan, { strategy, seed: 3, maxDelayMs: 2 });
  console.log(strategy, faults, r.verdict, JSON.stringify(r.findings.map((f: {kind: string, msat: number}) => f.kind)), JSON.stringify(r.doubts));
  expect(1).toBe(1);
});
