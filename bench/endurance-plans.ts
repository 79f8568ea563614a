import type { Plan, ScenarioInput } from "chaos-payout";
import { planOf } from "./under-test.ts";

/** What `npm run endurance` can run. */
export const modes = ["seeds", "kills", "wire"] as const;

/** One of them. */
export type Mode = (typeof modes)[number];

/** The strategies that must lose nothing, whatever happens. */
export const strategies = ["tracked-saga", "outbox"] as const;

/** One of them. */
export type Strategy = (typeof strategies)[number];

const crashPoints = [
  "before-charge",
  "after-charge",
  "after-send",
  "after-answer",
  "before-refund",
  "after-confirm",
] as const;

/**
 * The plans of a mode. `seeds`: so many seeds for each strategy. `kills`: so many kills at each crash point for each strategy. `wire`: so many
 * seeds, with the strategies in turn.
 */
export function plansOf(mode: Mode, count: number, chosen: readonly Strategy[]): readonly Plan[] {
  const seeds = Array.from({ length: count }, (_, index) => index + 1);
  switch (mode) {
    case "seeds":
      return chosen.flatMap((strategy) => seeds.map((seed) => planOf(everything(seed), { seed, strategy })));
    case "kills":
      return chosen.flatMap((strategy) =>
        crashPoints.map((point) => planOf(kills(point, count), { seed: 42, strategy })),
      );
    case "wire":
      return seeds.map((seed) => planOf(wire, { seed, strategy: chosen[seed % chosen.length] }));
  }
}

/** Everything at once: fates, wire faults, a crash at each point in turn, and one instance or two. */
function everything(seed: number): ScenarioInput {
  const faults = {
    timeout: 4,
    "late-settle": 3,
    "lost-answer": 3,
    failure: 4,
    stuck: 2,
    slow: 2,
    "answer-lost": 3,
    "request-duplicated": 3,
    "request-lost": 2,
    "request-delayed": 2,
  };
  const point = crashPoints[seed % crashPoints.length] ?? "after-charge";
  return {
    name: "endurance",
    projects: { a: { balance: 1_000_000 }, b: { balance: 1_000_000 } },
    payouts: { amount: { min: 10, max: 2_000 } },
    load: [
      { name: "first", payouts: 60, concurrency: 12, faults },
      { name: "second", payouts: 60, concurrency: 12, faults },
    ],
    client: { timeout: "2s", retry: { attempts: 7, backoff: "60ms", key: "same" } },
    api: { railTimeout: "80ms" },
    crashes: [{ at: point, occurrence: 1 + (seed % 4) }],
    instances: 1 + (seed % 2),
    drain: "12s",
  };
}

/** So many kills at one crash point, one after the other, under load. */
function kills(point: (typeof crashPoints)[number], count: number): ScenarioInput {
  return {
    name: "kills",
    projects: { a: { balance: 5_000_000 } },
    load: [{ name: "all", payouts: 40 * count, concurrency: 10, faults: { failure: "30%", timeout: "5%" } }],
    client: { timeout: "5s", retry: { attempts: 10, backoff: "40ms", key: "same" } },
    api: { railTimeout: "80ms" },
    crashes: Array.from({ length: count }, () => ({ at: point, occurrence: 8 })),
    drain: "20s",
  };
}

/** An API that does nothing wrong, and trouble on the wire only. */
const wire: ScenarioInput = {
  name: "wire",
  projects: { a: { balance: 1_000_000 } },
  payouts: { amount: { min: 10, max: 2_000 } },
  load: [
    {
      name: "all",
      payouts: 120,
      concurrency: 10,
      faults: { "request-lost": 4, "answer-lost": 6, "request-duplicated": 6, "request-delayed": 2 },
    },
  ],
  client: { timeout: "1s", retry: { attempts: 3, backoff: "20ms", key: "same" } },
  drain: "5s",
};
