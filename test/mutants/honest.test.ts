import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import { judged } from "./judged.ts";
import { PayoutApi } from "./payout-api.ts";

/** How many seeds, each with other payouts that meet the faults: as many as fit into a few seconds. */
const HONEST_RUNS = 24;

/** Every fault on the wire and every end at the node, with a patience that only a planned fault outlasts. */
function scenarioOf(seed: number) {
  const onTheWire = { "request-lost": 3, "answer-lost": 3, "request-duplicated": 3, "request-delayed": 3 };
  const atTheNode = { timeout: 2, "late-settle": 2, "lost-answer": 2, failure: 2 };
  return {
    seed,
    payouts: { amount: { min: 1, max: 2_000 } },
    client: { patience: "400ms", retry: { attempts: 3, backoff: "10ms" } },
    load: [{ name: "all", payouts: 30, concurrency: 6, faults: { ...onTheWire, ...atTheNode } }],
  };
}

describe("an honest API under wire faults", () => {
  it(`raises no false alarm in ${HONEST_RUNS} runs`, async () => {
    const fewAtOnce = pLimit(8);
    const seeds = Array.from({ length: HONEST_RUNS }, (_, index) => index + 1);
    const judgements = await Promise.all(
      seeds.map((seed) =>
        fewAtOnce(() => judged({ claim: "is honest", api: PayoutApi, scenario: scenarioOf(seed), inHaste: true })),
      ),
    );
    const alarms = judgements.filter(({ verdict }) => verdict !== "balanced");
    expect(alarms.map(({ seed, findings, inconclusiveBecause }) => [seed, findings, inconclusiveBecause])).toEqual([]);
    expect(judgements.every(({ faults }) => faults.every(({ planned, fired }) => planned === fired))).toBe(true);
  });
});
