import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planJob } from "../../src/cli/commands/plan-job.ts";
import { planSummary } from "../../src/cli/commands/plan-summary.ts";
import type { PlanningFlags } from "../../src/cli/commands/run-flags.ts";
import { loadScenarios } from "../../src/cli/scenario-files.ts";
import { costSats } from "../../src/domain/money.ts";
import type { PlanSummary } from "../../src/domain/plan-summary.ts";
import { planReporters } from "../../src/report/plan/index.ts";
import { createWorkingFolder, type WorkingFolder } from "./scenario-folder.ts";

let cwd: WorkingFolder;
beforeEach(() => {
  cwd = createWorkingFolder();
});
afterEach(() => cwd.remove());

async function summaryOf(text: string, flags: Partial<PlanningFlags> = {}): Promise<PlanSummary> {
  cwd.write("s.yaml", text);
  const [loaded] = await loadScenarios(["./s.yaml"], cwd.path);
  if (loaded === undefined) throw new Error("there is no scenario");
  return planSummary(loaded, planJob(loaded, { set: [], ...flags }));
}

const TWO = `name: two
seed: 7
projects: { a: { balance: 100_000 }, b: { balance: 40_000 } }
payouts: { amount: 1000 }
load:
  - { name: closed, payouts: 100, concurrency: 5, faults: { timeout: 5%, answer-lost: 100 } }
  - { name: open, rate: 50/s, for: 2s, faults: { slow: 2 } }
api: { strategy: saga, crash: [{ at: after-send, occurrence: 3 }] }
`;

describe("the summary of a plan", () => {
  it("adds up amounts and costs for each project, and sees which balance does not pay for all", async () => {
    const { payouts, amountSats, projects, notes, ...plan } = await summaryOf(TWO);
    expect([payouts, amountSats, plan.costSats]).toEqual([200, 200_000, 204_000]);
    const each = { payouts: 100, amountSats: 100_000, costSats: 102_000 };
    expect(projects).toEqual([
      { projectId: "a", balanceSats: 100_000, ...each, leftSats: -2_000 },
      { projectId: "b", balanceSats: 40_000, ...each, leftSats: -62_000 },
    ]);
    expect(notes).toEqual([
      "a opens with 100,000 sats, and its payouts cost 102,000 sats: those that it cannot pay are refused",
      "b opens with 40,000 sats, and its payouts cost 102,000 sats: those that it cannot pay are refused",
    ]);
  });

  it("numbers the payouts of each phase, and knows the length of an open one", async () => {
    const { phases } = await summaryOf(TWO);
    expect(phases).toEqual([
      {
        ...{ name: "closed", first: 1, last: 100, payouts: 100, kind: "closed", concurrency: 5 },
        ...{ perSecond: null, lengthMs: null },
        targetSwitch: { enabled: true, timeoutRate: 0.05, fate: "timeout" },
      },
      {
        ...{ name: "open", first: 101, last: 200, payouts: 100, kind: "open", concurrency: null },
        ...{ perSecond: 50, lengthMs: 2_000 },
        targetSwitch: { enabled: true, timeoutRate: 0.02, fate: "slow" },
      },
    ]);
  });

  it("names the payouts that meet each fault, and counts one that meets two once", async () => {
    const { faults, ...plan } = await summaryOf(TWO);
    expect(
      faults.map(({ name, phase, declared, payouts, costSats }) => [name, phase, declared, payouts, costSats]),
    ).toEqual([
      ["timeout", "closed", "5%", 5, 5_100],
      ["answer-lost", "closed", "100", 100, 102_000],
      ["slow", "open", "2", 2, 2_040],
    ]);
    const [timeout, lost, slow] = faults;
    expect(lost?.numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(timeout?.numbers).toEqual([...(timeout?.numbers ?? [])].sort((left, right) => left - right));
    expect(slow?.numbers.every((number) => number > 100 && number <= 200)).toBe(true);
    expect(slow?.keys).toEqual(slow?.numbers.map((number) => `two_${number}`));
    expect([plan.payoutsHit, plan.payoutsHitTwice]).toEqual([102, 5]);
  });

  it("adds up drawn amounts to the sat", async () => {
    const { amountSats, faults, ...plan } = await summaryOf(
      TWO.replace("amount: 1000", "amount: { min: 10, max: 2_000 }"),
    );
    expect(plan.projects.reduce((sum, each) => sum + each.amountSats, 0)).toBe(amountSats);
    expect(faults[1]?.costSats).toBeLessThan(plan.costSats);
    expect(plan.costSats).toBeGreaterThanOrEqual(costSats(amountSats));
  });

  it("tells what could not be proved on a target of somebody else's", async () => {
    expect((await summaryOf(TWO)).doubtsOnTarget).toEqual([
      "after answer-lost the caller is told nothing, because it does not ask again under the same key",
      "the scenario kills the API, and a target of somebody else's cannot be killed",
    ]);
  });

  it("has the line that repeats it, with whatever the command line said, and says when its seed was drawn", async () => {
    const named = await summaryOf(TWO, { strategy: "outbox", concurrency: 9, payouts: 120 });
    expect([named.seedDrawn, named.run, named.payouts, named.api.strategy]).toEqual([
      false,
      "npx chaos-payout run s.yaml --strategy outbox --concurrency 9 --payouts 120 --seed 7",
      220,
      "outbox",
    ]);
    const drawn = await summaryOf(TWO.replace("seed: 7\n", ""));
    expect([drawn.seedDrawn, drawn.run]).toEqual([true, `npx chaos-payout run s.yaml --seed ${drawn.seed}`]);
    expect((await summaryOf(TWO.replace("seed: 7\n", ""), { seed: 3 })).seedDrawn).toBe(false);
  });

  it("is made of a million payouts, and printed short", async () => {
    const million = TWO.replace("payouts: 100,", "payouts: 999_900,").replace(
      "a: { balance: 100_000 }",
      "a: { balance: 1 }",
    );
    const plan = await summaryOf(million);
    expect([plan.payouts, plan.faults[0]?.numbers.length, plan.costSats]).toEqual([1_000_000, 49_995, 1_020_000_000]);
    const lines = planReporters.table({ version: "", scenarios: [plan] }, { colour: 0, width: 80 }).split("\n");
    expect(lines.length).toBeLessThan(60);
  });
});
