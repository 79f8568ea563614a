import fc from "fast-check";
import { crashPoints } from "../../src/domain/crash-point.ts";
import { interruptionKinds, interruptions } from "../../src/domain/interruption.ts";
import { declarablePaymentFaults, type PaymentFaultName } from "../../src/domain/payment-fault.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import { wireFaultNames } from "../../src/wire/index.ts";

/** A failure that is none is survived by nobody who does not check it again, and whoever answers at once has told the caller by then. */
const survivable = declarablePaymentFaults.filter((name) => name !== "failed-but-settles");

/** A phase whose faults, however they are drawn, meet no more payouts than it has. */
const phaseOf = (fates: readonly PaymentFaultName[]) =>
  fc
    .record({
      payouts: fc.integer({ min: 12, max: 24 }),
      concurrency: fc.integer({ min: 1, max: 8 }),
      fates: fc.uniqueArray(fc.constantFrom(...fates), { maxLength: 3 }),
      wire: fc.uniqueArray(fc.constantFrom(...wireFaultNames), { maxLength: 2 }),
    })
    .map(({ payouts, concurrency, fates, wire }) => {
      return { payouts, concurrency, faults: Object.fromEntries([...fates, ...wire].map((name) => [name, 3])) };
    });

/** Faults of the storage hit the one ledger of a simulation, and it is locked only on a file, which takes real time. */
const hows = interruptions.filter((how) => interruptionKinds[how].place === "process");

const crash = fc.record({
  at: fc.constantFrom(...crashPoints),
  occurrence: fc.integer({ min: 1, max: 6 }),
  how: fc.constantFrom(...hows),
});

/**
 * A random plan with everything in it that can go wrong and that a right API survives: fates, wire faults, crashes, several instances,
 * retries under the same key, several projects and phases.
 */
export const randomPlan: fc.Arbitrary<Plan> = planWith(survivable, {});

/** The same with failures that are none, and an API that checks each of them again. */
export const randomPlanWithRechecks: fc.Arbitrary<Plan> = planWith(declarablePaymentFaults, { recheckAfter: "200ms" });

function planWith(fates: readonly PaymentFaultName[], api: object): fc.Arbitrary<Plan> {
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      projects: fc.integer({ min: 1, max: 3 }),
      phases: fc.array(phaseOf(fates), { minLength: 1, maxLength: 2 }),
      attempts: fc.integer({ min: 1, max: 6 }),
      crashes: fc.array(crash, { maxLength: 3 }),
      instances: fc.integer({ min: 1, max: 3 }),
      duplicates: fc.constantFrom("reject", "replay"),
    })
    .map(({ seed, projects, phases, attempts, crashes, instances, duplicates }) => {
      const ids = Array.from({ length: projects }, (_, index) => [`project_${index}`, { balance: 1_000_000 }]);
      const text = JSON.stringify({
        ...{ name: "random", seed, projects: Object.fromEntries(ids), payouts: { amount: { min: 10, max: 2_000 } } },
        load: phases.map((each, index) => ({ name: `phase-${index}`, ...each })),
        client: { timeout: "3s", retry: { attempts, backoff: "60ms" } },
        api: { railTimeout: "40ms", ...api },
        rail: { duplicates },
        instances,
        ...(crashes.length === 0 ? {} : { crashes }),
        drain: "20s",
      });
      const parsed = parseScenario(text, "random.json");
      if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
      return planScenario(parsed.scenario);
    });
}
