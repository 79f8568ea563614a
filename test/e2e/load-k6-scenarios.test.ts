import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withK6 } from "./k6.ts";
import { type JsonRun, patient, runJson, temporaryFolder } from "./program.ts";

const p1 = ["concurrent-timeouts", "spike-timeout", "timeout-after-charge", "timeout-retry"];

/** What a verdict rests on. */
function told({ code, verdict, scenarios }: JsonRun) {
  return {
    ...{ code, verdict },
    scenarios: scenarios.map(({ name, projects, findings, faults, inconclusiveBecause }) => ({
      ...{ name, inconclusiveBecause },
      projects: projects.map(({ settledPayouts, unknownOutcomes, expectedSats, actualSats, driftSats }) => ({
        ...{ settledPayouts, unknownOutcomes, expectedSats, actualSats, driftSats },
      })),
      findings: findings.map(({ kind, payouts, sats }) => ({ kind, payouts, sats })),
      faults: faults.map(({ name, planned, fired }) => ({ name, planned, fired })),
    })),
  };
}

describe("with k6, as its documentation describes it", () => {
  it.each(["naive", "outbox"])("the P1 scenarios end as with our own load engine: %s", async (strategy) => {
    const files = [...patient(p1), "--strategy", strategy];
    const ours = await runJson(files);
    const theirs = await runJson([...files, ...withK6(1)]);
    expect(told(theirs)).toEqual(told(ours));
    expect(ours.scenarios.map(({ name }) => name)).toEqual(p1);
  });

  it("payouts of an open phase are sent at their times, whole and with a fraction, by one process and by three", async () => {
    const file = join(temporaryFolder(), "open.yaml");
    writeFileSync(
      file,
      `name: open
description: Payouts arrive at their own pace.
strategy: tracked-saga
projects: { a: { balance: 300_000 } }
payouts: { amount: 1000 }
load:
  - { name: quick, rate: 60/s, for: 2s, faults: { timeout: 5% } }
  - { name: odd, rate: 7.5/s, for: 2s }
`,
    );
    for (const processes of [1, 3]) {
      const { code, verdict, scenarios } = await runJson([file, ...withK6(processes)]);
      const [scenario] = scenarios;
      expect([code, verdict, scenario?.inconclusiveBecause], `${processes} processes`).toEqual([0, "balanced", []]);
      expect(scenario?.faults.map(({ planned, fired }) => [planned, fired])).toEqual([[6, 6]]);
    }
  });
});
