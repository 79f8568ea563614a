import { describe, expect, it } from "vitest";
import { crashPoints } from "../../src/domain/crash-point.ts";
import { interruptions } from "../../src/domain/interruption.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

const planOf = (crashes: string, instances = 1) =>
  planScenario(
    scenarioOf(
      `name: small\nseed: 1\nprojects: { p: { balance: 1_000_000 } }\n` +
        `load: [{ name: load, payouts: 40, concurrency: 4, faults: { failure: 8 } }]\n` +
        `client: { retry: { attempts: 4, backoff: 300ms } }\ninstances: ${instances}\ncrashes: ${crashes}\n`,
    ),
  );

const few = [
  ["after-charge", "throw"],
  ["after-answer", "ledger-read-only"],
  ["before-charge", "commit-unknown"],
];
const all = crashPoints.flatMap((at) => interruptions.map((how) => [at, how]));

describe.each(["tracked-saga", "outbox"] as const)("%s", (strategy) => {
  it.each(process.env["LONG_TESTS"] === undefined ? few : all)("is never wrong after %s: %s", async (at, how) => {
    const plan = planOf(`[{ at: ${at}, how: ${how}, occurrence: 3 }]`);
    const { findings, doubts } = await simulate(plan, { strategy, seed: 1, maxDelayMs: 2 });
    expect(findings).toEqual([]);
    expect(doubts.filter(({ kind }) => kind !== "fault-not-fired")).toEqual([]);
  });
});

it("an exception after the answer makes the catch block of rollback refund a paid payment", async () => {
  const plan = planOf("[{ at: after-answer, how: throw, occurrence: 3 }]");
  const { findings } = await simulate(plan, { strategy: "rollback", seed: 2, maxDelayMs: 2 });
  expect(findings.map(({ kind }) => kind)).toContain("paid-not-charged");
});

it("random crashes are drawn by the seed, and all of them happen", async () => {
  const plan = planOf("{ random: 2, how: [kill, terminate] }");
  expect(plan.crashes).toHaveLength(2);
  expect(planOf("{ random: 2, how: [kill, terminate] }").crashes).toEqual(plan.crashes);
  const { verdict, doubts } = await simulate(plan, { strategy: "tracked-saga", seed: 1, maxDelayMs: 2 });
  expect([verdict, doubts]).toEqual(["balanced", []]);
});

it("each of two instances takes its share of the outbox, so each gets as far as its crash", async () => {
  for (const instance of [1, 2]) {
    const plan = planOf(`[{ at: after-send, how: pause, occurrence: 3, instance: ${instance} }]`, 2);
    const { verdict, doubts } = await simulate(plan, { strategy: "outbox", seed: 1, maxDelayMs: 2 });
    expect([verdict, doubts]).toEqual(["balanced", []]);
  }
});
