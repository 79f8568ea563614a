import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { type Simulated, simulate, simulatedFacts } from "./simulation.ts";

/** Two payouts at once, of which one or both fail. */
const planOf = (order: string, failures: number, seed = 1) =>
  planScenario(
    scenarioOf(`{ name: ordered, seed: ${seed}, projects: { p: { balance: 100_000 } }, api: { railTimeout: 1s },
       load: [{ name: all, payouts: 2, concurrency: 2, faults: { failure: ${failures} } }]${order === "" ? "" : `, order: ${order}`} }`),
  );

/** What happened at both ends, in order. */
function atTheEdges(facts: Iterable<Fact>): string[] {
  return [...facts].flatMap((fact) => {
    switch (fact.kind) {
      case "attempt-sent":
      case "attempt-answered":
      case "payment-received":
      case "payment-failed":
      case "payment-settled":
        return `${fact.kind} ${fact.payout}`;
      default:
        return [];
    }
  });
}

const seeds = [1, 2, 3, 4, 5];
const options = (seed: number): Simulated => ({ strategy: "rollback", seed, maxDelayMs: 20 });

describe("an order at both ends", () => {
  it("of the second payout's answer before the first's is kept under every seed", async () => {
    const plan = planOf("[send 1, send 2, paid 2, answer 2, paid 1]", 0);
    for (const seed of seeds) {
      const answers = atTheEdges(await simulatedFacts(plan, options(seed))).filter((event) =>
        event.includes("answered"),
      );
      expect(answers).toEqual(["attempt-answered 2", "attempt-answered 1"]);
    }
  });

  it("of one payout after the other is kept although both are under way", async () => {
    const plan = planOf("[paid 2, send 1]", 0);
    for (const seed of seeds) {
      const events = atTheEdges(await simulatedFacts(plan, options(seed)));
      expect(events.indexOf("attempt-sent 1")).toBeGreaterThan(events.indexOf("payment-settled 2"));
    }
  });

  it("holds a payment at the node", async () => {
    const plan = planOf("[settle 2, settle 1]", 0);
    for (const seed of seeds) {
      const ends = atTheEdges(await simulatedFacts(plan, options(seed))).filter((event) => event.includes("settled"));
      expect(ends).toEqual(["payment-settled 2", "payment-settled 1"]);
    }
  });

  it("is a doubt where it cannot be kept, and nothing hangs", async () => {
    const { verdict, doubts } = await simulate(planOf("[paid 1#2, paid 2]", 0), options(1));
    expect([verdict, doubts]).toEqual([
      "inconclusive",
      [{ kind: "order-not-kept", event: "paid 2", before: "paid 1#2", waitedMs: 500 }],
    ]);
  });

  it("may list what never comes where nobody waits for it", async () => {
    const { verdict, doubts } = await simulate(planOf("[paid 2, paid 1, paid 1#2]", 0), options(1));
    expect([verdict, doubts]).toEqual(["balanced", []]);
  });

  it("brings about the loss that a snapshot of the balance leads to, every time", async () => {
    // Both fail, and the second sets the balance to what it was while the first was charged.
    const plan = planOf("[send 1, pay 1, send 2, pay 2, paid 1, answer 1, paid 2]", 2);
    const forced = await Promise.all(
      seeds.map((seed) => simulate(plan, { ...options(seed), strategy: "snapshot-rollback" })),
    );
    expect(forced.map(({ verdict }) => verdict)).toEqual(seeds.map(() => "violated"));
  });
});
