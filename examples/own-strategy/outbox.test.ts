import { exploreService, type ScenarioInput } from "chaos-payout/simulation";
import { expect, it } from "vitest";
import { outbox, outboxWithoutLeases, status } from "./outbox.ts";

/** Two processes with a worker each, and a payment that fails. */
const twoWorkers: ScenarioInput = {
  name: "two-workers",
  projects: { shop: { balance: 10_000 } },
  instances: 2,
  load: [{ name: "all", payouts: 2, concurrency: 2, faults: { failure: 1 } }],
};

it("loses no sat", async () => {
  const explored = await exploreService({ start: outbox, status, schedules: 100 });
  expect(explored.reached["pause after-charge"]).toBeGreaterThan(0);
});

it("loses no sat with two workers", () =>
  exploreService({ start: outbox, status, scenario: twoWorkers, schedules: 100 }));

it("is caught without its leases", async () => {
  const explored = exploreService({ start: outboxWithoutLeases, status, scenario: twoWorkers });
  await expect(explored).rejects.toThrow(/the rail settled\s+payout 1 at \d+, so the payee has 1,000 sats/);
});
