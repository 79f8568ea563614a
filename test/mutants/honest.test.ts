import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import { runs } from "../runs.ts";
import { drains, judged } from "./judged.ts";
import { PayoutApi } from "./payout-api.ts";

/**
 * How many runs, each with a seed of its own, what happens to their messages, and how long a caller waits. A delayed request takes the
 * whole timeout of its caller, and a timeout that a slow machine outlasts as well would be a fault nobody planned; so those runs are
 * few, and long.
 */
const wires = [
  [runs(12, 40), "lost and duplicated", { "request-lost": 3, "answer-lost": 3, "request-duplicated": 3 }, "10s"],
  [runs(4, 12), "lost and delayed", { "request-lost": 3, "answer-lost": 3, "request-delayed": 3 }, "2s"],
] as const;

/** Every end that a payment can come to at the node. */
const atTheNode = { timeout: 2, "late-settle": 2, "lost-answer": 2, failure: 2 };

describe("an honest API under wire faults", () => {
  it.for(wires)("raises no false alarm in %i runs with messages %s", async ([count, , onTheWire, timeout]) => {
    const fewAtOnce = pLimit(6);
    const scenarioOf = (seed: number) => ({
      seed,
      payouts: { amount: { min: 1, max: 2_000 } },
      client: { timeout, retry: { attempts: 3, backoff: "10ms" } },
      load: [{ name: "all", payouts: 30, concurrency: 6, faults: { ...onTheWire, ...atTheNode } }],
    });
    const run = (seed: number) =>
      judged({ claim: "is honest", api: PayoutApi, scenario: scenarioOf(seed), inHaste: true }, drains.honest);
    const seeds = Array.from({ length: count }, (_, index) => index + 1);
    const judgements = await Promise.all(seeds.map((seed) => fewAtOnce(() => run(seed))));
    const alarms = judgements.filter(({ verdict }) => verdict !== "balanced");
    expect(alarms.map(({ seed, findings, doubts }) => [seed, findings, doubts])).toEqual([]);
    const drifts = judgements.flatMap(({ projects }) => projects.map(({ driftMsat }) => driftMsat));
    expect(drifts).toEqual(seeds.map(() => 0));
  });
});
