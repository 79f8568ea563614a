import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { costMsat } from "../../src/domain/fee.ts";
import { truthTable } from "../../src/explain/truth-table.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "./text.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));

/** Scenarios in which the money is meant to run out. */
const races = ["faults/race-for-the-last-sats.yaml", "incidents/alby-hub-1222.yaml"];

describe("the shipped scenarios", () => {
  it("are the P1 set, the faults of the matrix with a control, and at least eight incidents", () => {
    const top = files.filter((file) => !file.includes("/"));
    expect(top.sort()).toEqual([
      ...["concurrent-timeouts.yaml", "spike-timeout.yaml", "timeout-after-charge.yaml", "timeout-retry.yaml"],
    ]);
    const faults = truthTable.map(({ scenario }) => `faults/${scenario}.yaml`);
    expect(files.filter((file) => file.startsWith("faults/")).sort()).toEqual([...faults, "faults/quiet.yaml"].sort());
    expect(files.filter((file) => file.startsWith("incidents/")).length).toBeGreaterThanOrEqual(8);
  });

  it.each([
    ["timeout-after-charge", 200, { timeout: 10 }],
    ["concurrent-timeouts", 200, { timeout: 40 }],
    ["timeout-retry", 200, { timeout: 10 }],
    ["spike-timeout", 900, { timeout: 33 }],
    ["faults/quiet", 400, {}],
    ["faults/late-settle", 200, { "late-settle": 10 }],
    ["faults/lost-answer", 200, { "lost-answer": 10 }],
    ["faults/timeout-then-fails", 60, { timeout: 6 }],
    ["faults/timeouts-among-successes", 200, { timeout: 20 }],
    ["faults/crash-before-pay", 150, { "after-charge": 1 }],
    ["faults/crash-before-confirm", 140, { timeout: 20, "after-send": 1, "after-answer": 1 }],
    ["faults/retry-in-flight", 40, { slow: 4 }],
    ["faults/race-for-the-last-sats", 400, {}],
    ["moments/kill-at-payment-received", 20, { "payment-received": 2 }],
    ["moments/kill-at-payment-settled", 20, { "payment-settled": 2 }],
    ["moments/terminate-at-payment-received", 20, { timeout: 2, "payment-received": 2 }],
    ["moments/pause-at-payment-failed", 20, { failure: 3, "payment-failed": 1 }],
    ["faults/two-instances", 200, { timeout: 10, "request-duplicated": 20 }],
  ])("%s plans %d payouts and its faults", (name, payouts, faults) => {
    const plan = planScenario(scenarioOf(readFileSync(`${folder}${name}.yaml`, "utf8")));
    const planned: Record<string, number> = {};
    for (const fault of plan.faults) planned[fault.name] = (planned[fault.name] ?? 0) + fault.planned;
    expect({ payouts: plan.payouts, planned }).toEqual({ payouts, planned: faults });
    expect(plan.doubts).toEqual([]);
  });

  describe.each(files)("%s", (file) => {
    const text = readFileSync(`${folder}${file}`, "utf8");
    const scenario = scenarioOf(text);

    it("has the name of its file, a first line with the schema, a comment, a description and a seed", () => {
      expect(scenario.name).toBe(basename(file, ".yaml"));
      expect(text).toMatch(/^# yaml-language-server: .*\n\n# .{60,}\n(#.*\n)+\n/);
      expect(scenario.description).not.toBe("");
      expect(scenario.seed).toBe(42);
    });

    it("names a strategy only if it is an incident", () => {
      expect(scenario.api.strategy !== undefined).toBe(file.startsWith("incidents/"));
    });

    it("is P1 exactly if it runs by default", () => {
      expect(scenario.priority === "P1").toBe(!file.includes("/"));
    });

    it("requires that no charge is left behind", () => {
      expect(scenario.thresholds["balance_rollback_failures"]).toEqual(["count==0"]);
    });

    it("can pay for every attempt of every payout, unless it is a race for the last sats", () => {
      if (races.includes(file)) return;
      const plan = planScenario(scenario);
      const most = [...plan.amountsMsat].reduce((sum, amountMsat) => sum + costMsat(amountMsat), 0);
      const retried = [...plan.paymentFaults.keys()].length * (plan.client.attempts - 1) * costMsat(1_000_000);
      expect(plan.projects.reduce((sum, { balanceMsat }) => sum + balanceMsat, 0)).toBeGreaterThan(most + retried);
    });

    it("expects refusals only in races for the last sats", () => {
      expect(scenario.refusals === "expected").toBe(races.includes(file));
    });

    it("has as many payouts as go out at once, so that the concurrency can be reached", () => {
      for (const { payouts, arrival } of scenario.load) {
        expect(payouts).toBeGreaterThanOrEqual(arrival.kind === "closed" ? arrival.concurrency : 1);
      }
    });
  });
});
