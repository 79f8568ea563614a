import { describe, expect, it } from "vitest";
import { forecastOf, plannedColumns } from "../../../src/cli/actions/forecast.ts";
import type { StrategyName } from "../../../src/domain/strategy.ts";
import { planScenario } from "../../../src/scenario/plan.ts";
import { scenarioOf } from "../../scenario/text.ts";

const columns = plannedColumns(process.cwd());

/** What is forecast for one phase with these faults, as `fault column findings`. */
async function forecast(faults: string, strategy: StrategyName | null, rest = "", concurrency = 10) {
  const plan = planScenario(
    scenarioOf(`{ name: forecast, seed: 1, projects: { p: { balance: 100_000 } }, ${rest}
      load: [{ name: all, payouts: 40, concurrency: ${concurrency}, faults: { ${faults} } }] }`),
  );
  const all = forecastOf(plan, strategy, await columns);
  return all.map(({ fault, column, documented }) => {
    return [fault, column, documented === null ? null : documented.findings.join(", ")];
  });
}

describe("the forecast of a plan", () => {
  it("is what the truth table has for a fault and a strategy", async () => {
    expect(await forecast("late-settle: 5%", "saga")).toContainEqual([
      "late-settle",
      "late-settle",
      "paid-not-charged",
    ]);
    expect(await forecast("late-settle: 5%", "naive")).toContainEqual(["late-settle", "late-settle", ""]);
  });

  it("tells one payout at a time from company", async () => {
    const of = async (concurrency: number) =>
      (await forecast("timeout: 10%", "snapshot-rollback", "", concurrency)).map(([, column, found]) => [
        column,
        found,
      ]);
    expect(await of(1)).toContainEqual(["timeout-then-fails", ""]);
    expect(await of(10)).toContainEqual(["timeouts-among-successes", "unexplained-change"]);
    expect(await of(10)).not.toContainEqual(["timeout-then-fails", ""]);
  });

  it("is not known where a column is about a caller who does not retry, and the plan has one", async () => {
    const retry = "client: { retry: { attempts: 2, key: fresh } },";
    expect(await forecast("late-settle: 5%", "naive", retry)).toContainEqual(["late-settle", "late-settle", null]);
    expect(await forecast("late-settle: 5%", "saga", retry)).toContainEqual([
      "late-settle",
      "late-settle",
      "paid-not-charged",
    ]);
  });

  it("takes no column whose other conditions are missing, nor one of another node", async () => {
    // The column of slow payments is about a caller who gives up on them and retries.
    expect(await forecast("slow: 10%", "naive")).toEqual([["slow", null, null]]);
    expect(await forecast("late-settle: 5%", "saga", "rail: { duplicates: pay-again },")).toEqual([
      ["late-settle", null, null],
    ]);
  });

  it("tells of a service only which strategies would survive", async () => {
    expect(await forecast("late-settle: 5%", null)).toContainEqual(["late-settle", "late-settle", null]);
  });
});
