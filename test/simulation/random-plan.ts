import fc from "fast-check";
import { callbackReceivers } from "../../src/domain/callback-fault.ts";
import { crashPoints } from "../../src/domain/crash-point.ts";
import type { FaultSetting } from "../../src/domain/fault.ts";
import { interruptions } from "../../src/domain/interruption.ts";
import { type FaultName, faultNames, settingsOf } from "../../src/scenario/fault-names.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";

/** A failure that is none is survived by nobody who does not check it again, and whoever answers at once has told the caller by then. */
const survivable = faultNames.filter((name) => name !== "failed-but-settles");

const values: Readonly<Record<FaultSetting, fc.Arbitrary<unknown>>> = {
  attempts: fc.integer({ min: 1, max: 2 }),
  for: fc.integer({ min: 50, max: 600 }).map((ms) => `${ms}ms`),
  to: fc.constantFrom(...callbackReceivers),
};

/** A fault of the whole vocabulary with all that can be set for it. A new one is drawn as soon as it is in a list. */
const faultOf = (names: readonly FaultName[]) =>
  fc.constantFrom(...names).chain((name) => {
    const settings = Object.fromEntries(settingsOf(name).map((setting) => [setting, values[setting]]));
    return fc.record({ rate: fc.integer({ min: 1, max: 2 }), ...settings }).map((share) => [name, share] as const);
  });

/** A phase whose faults, however they are drawn, meet no more payouts than it has. */
const phaseOf = (names: readonly FaultName[]) =>
  fc
    .record({
      payouts: fc.integer({ min: 12, max: 24 }),
      concurrency: fc.integer({ min: 1, max: 8 }),
      faults: fc.uniqueArray(faultOf(names), { maxLength: 6, selector: ([name]) => name }),
    })
    .map(({ faults, ...load }) => ({ ...load, faults: Object.fromEntries(faults) }));

const crash = fc.record({
  at: fc.constantFrom(...crashPoints),
  occurrence: fc.integer({ min: 1, max: 6 }),
  how: fc.constantFrom(...interruptions),
});

/**
 * A random plan with everything in it that can go wrong and that a right API survives: faults of every kind, crashes, several instances,
 * retries under the same key, several projects and phases.
 */
export const randomPlan: fc.Arbitrary<Plan> = planWith(survivable, {});

/** The same with failures that are none, and an API that checks each of them again. */
export const randomPlanWithRechecks: fc.Arbitrary<Plan> = planWith(faultNames, { recheckAfter: "200ms" });

function planWith(names: readonly FaultName[], api: object): fc.Arbitrary<Plan> {
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      projects: fc.integer({ min: 1, max: 3 }),
      phases: fc.array(phaseOf(names), { minLength: 1, maxLength: 2 }),
      attempts: fc.integer({ min: 2, max: 6 }),
      crashes: fc.array(crash, { maxLength: 3 }),
      instances: fc.integer({ min: 1, max: 3 }),
      duplicates: fc.constantFrom("reject", "replay"),
    })
    .map(({ seed, projects, phases, attempts, crashes, instances, duplicates }) => {
      const ids = Array.from({ length: projects }, (_, index) => [`project_${index}`, { balance: 1_000_000 }]);
      return planOf({
        ...{ name: "random", seed, projects: Object.fromEntries(ids), payouts: { amount: { min: 10, max: 2_000 } } },
        load: phases.map((each, index) => ({ name: `phase-${index}`, ...each })),
        client: { timeout: "3s", retry: { attempts, backoff: "60ms" } },
        api: { railTimeout: "40ms", ...api },
        rail: { duplicates },
        instances,
        ...(crashes.length === 0 ? {} : { crashes }),
        drain: "20s",
      });
    });
}

function planOf(scenario: object): Plan {
  const parsed = parseScenario(JSON.stringify(scenario), "random.json");
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return planScenario(parsed.scenario);
}

/** A plan in which two payouts meet each fault that a right API survives, two processes are killed, and callers retry. */
export function everyFault(seed: number): Plan {
  const faults = Object.fromEntries(survivable.map((name) => [name, 2]));
  return planOf({
    ...{ name: "every-fault", seed, projects: { p: { balance: 1_000_000 } } },
    payouts: { amount: { min: 10, max: 2_000 } },
    load: [{ name: "all", payouts: 100, concurrency: 10, faults }],
    client: { timeout: "3s", retry: { attempts: 4, backoff: "60ms" } },
    ...{ api: { railTimeout: "40ms" }, instances: 2, drain: "20s" },
    crashes: [
      { at: "after-charge", occurrence: 20 },
      { at: "after-answer", occurrence: 10 },
    ],
  });
}
