import { describe, expect, it } from "vitest";
import { savedText } from "../../../src/cli/explore-service/saved.ts";
import type { Smallest } from "../../../src/cli/explore-service/smallest.ts";
import { scenarioOf } from "../../scenario/text.ts";

const smallest: Smallest = {
  candidate: {
    document: {
      ...{ name: "explored", projects: { alice: { balance: 100_000 } } },
      load: [{ name: "payouts", payouts: 1, concurrency: 1, faults: { "lost-answer": 1 } }],
    },
    ...{ seed: 7, order: { kind: "late", late: new Map() } },
  },
  tried: {
    ...{ verdict: "violated", findings: [], history: "", reached: [], trace: [] },
    ordered: { events: [], schedule: { late: new Map() } },
  },
  ...{ kind: "double-paid", failed: 9, runs: 10, tries: 5, isSmallest: true, reconciliation: undefined },
};

const words = ["--service", "wallet.service.yaml"];

describe("the smallest scenario of a real service as a file", () => {
  it("says how often it failed, and is named like the file", () => {
    const text = savedText(smallest, { words, file: "scenarios/pays-twice.yaml" });
    expect(text).toBe(`# Found by chaos-payout explore --service wallet.service.yaml: double-paid.
# It failed in 9 of 10 runs on the real process.

name: pays-twice
seed: 7
projects: { alice: { balance: 100000 } }
load:
  - { name: payouts, payouts: 1, concurrency: 1, faults: { lost-answer: 1 } }
client: { timeout: 12s }
`);
    expect(scenarioOf(text).client.timeoutMs).toBe(12_000);
  });

  it("says so where it was not run again", () => {
    const text = savedText({ ...smallest, failed: 0, runs: 0 }, { words, file: undefined });
    expect(text).toContain("# It was not run again, so how often it fails is not known.");
  });

  it("gives what is stuck the time in which it was found to be", () => {
    const text = savedText({ ...smallest, kind: "stuck-pending" }, { words, file: undefined });
    expect([scenarioOf(text).name, scenarioOf(text).drainMs]).toEqual(["explored", 15_000]);
  });
});
