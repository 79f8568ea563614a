import { describe, expect, it } from "vitest";
import { summaryOf as summarized } from "../../src/cli/actions/plan.ts";
import type { PlanningFlags } from "../../src/cli/run/job.ts";
import { planJob } from "../../src/cli/run/job.ts";
import { loadScenarios } from "../../src/cli/scenarios/load.ts";
import { costMsat } from "../../src/domain/fee.ts";
import type { PlanSummary } from "../../src/domain/plan-summary.ts";
import { planReporters } from "../../src/report/plan/index.ts";
import { useWorkingFolder } from "../cli/scenarios/scenario-folder.ts";

const cwd = useWorkingFolder();

async function summaryOf(text: string, flags: Partial<PlanningFlags> = {}): Promise<PlanSummary> {
  cwd.write("s.yaml", text);
  const [loaded] = await loadScenarios(["./s.yaml"], cwd.path);
  if (loaded === undefined) throw new Error("there is no scenario");
  return summarized(loaded, await planJob(loaded, { set: [], ...flags }));
}

const TWO = `name: two
seed: 7
projects: { a: { balance: 100_000 }, b: { balance: 40_000 } }
payouts: { amount: 1000 }
load:
  - { name: closed, payouts: 100, concurrency: 5, faults: { timeout: 5%, answer-lost: 100 } }
  - { name: open, rate: 50/s, for: 2s, faults: { slow: 2 } }
api: { strategy: saga }
crashes: [{ at: after-send, occurrence: 3 }]
`;

describe("the summary of a plan", () => {
  it("adds up amounts and costs per project, and finds balances that cannot pay for all", async () => {
    const { payouts, amountMsat, projects, notes, ...plan } = await summaryOf(TWO);
    expect([payouts, amountMsat, plan.costMsat]).toEqual([200, 200_000_000, 204_000_000]);
    const each = { payouts: 100, amountMsat: 100_000_000, costMsat: 102_000_000 };
    expect(projects).toEqual([
      { projectId: "a", balanceMsat: 100_000_000, ...each, leftMsat: -2_000_000 },
      { projectId: "b", balanceMsat: 40_000_000, ...each, leftMsat: -62_000_000 },
    ]);
    expect(notes).toEqual([
      "a starts with 100,000 sats but its payouts cost 102,000 sats, so some will be refused",
      "b starts with 40,000 sats but its payouts cost 102,000 sats, so some will be refused",
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
      faults.map(({ name, phase, declared, payouts, costMsat }) => [name, phase, declared, payouts, costMsat]),
    ).toEqual([
      ["timeout", "closed", "5%", 5, 5_100_000],
      ["answer-lost", "closed", "100", 100, 102_000_000],
      ["slow", "open", "2", 2, 2_040_000],
    ]);
    const [timeout, lost, slow] = faults;
    expect(lost?.numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(timeout?.numbers).toEqual([...(timeout?.numbers ?? [])].sort((left, right) => left - right));
    expect(slow?.numbers.every((number) => number > 100 && number <= 200)).toBe(true);
    expect(slow?.keys).toEqual(slow?.numbers.map((number) => `two_${number}`));
    expect([plan.payoutsWithFault, plan.payoutsWithTwoFaults]).toEqual([102, 5]);
  });

  it("adds up drawn amounts to the sat", async () => {
    const { amountMsat, faults, ...plan } = await summaryOf(
      TWO.replace("amount: 1000", "amount: { min: 10, max: 2_000 }"),
    );
    expect(plan.projects.reduce((sum, each) => sum + each.amountMsat, 0)).toBe(amountMsat);
    expect(faults[1]?.costMsat).toBeLessThan(plan.costMsat);
    expect(plan.costMsat).toBeGreaterThanOrEqual(costMsat(amountMsat));
  });

  it("lists what cannot be proved on an external target", async () => {
    expect((await summaryOf(TWO)).doubtsOnTarget.map(({ kind }) => kind)).toEqual([
      "wire-fault-hides-outcome",
      "not-controllable",
    ]);
  });

  it("has a default client timeout, which is longer for a target", async () => {
    const { client } = await summaryOf(TWO);
    expect([client.timeoutMs, client.timeoutOnTargetMs]).toEqual([2_000, 30_000]);
    const said = await summaryOf(`${TWO}client: { timeout: 1s }\n`);
    expect([said.client.timeoutMs, said.client.timeoutOnTargetMs]).toEqual([1_000, 1_000]);
  });

  it("has the command that reproduces it, with all overrides, and says when its seed was drawn", async () => {
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

  it("summarizes a million payouts in a short text", async () => {
    const million = TWO.replace("payouts: 100,", "payouts: 999_900,").replace(
      "a: { balance: 100_000 }",
      "a: { balance: 1 }",
    );
    const plan = await summaryOf(million);
    expect([plan.payouts, plan.faults[0]?.numbers.length, plan.costMsat]).toEqual([
      1_000_000, 49_995, 1_020_000_000_000,
    ]);
    const lines = planReporters.table({ version: "", scenarios: [plan] }, { colour: 0, width: 80 }).split("\n");
    expect(lines.length).toBeLessThan(60);
  });
});
