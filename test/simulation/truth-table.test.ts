import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isAsDocumented } from "../../src/domain/matrix.ts";
import { strategyNames } from "../../src/domain/strategy.ts";
import { documentedCell, truthTable } from "../../src/explain/truth-table.ts";
import { cellOf } from "../../src/run-matrix.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/**
 * Every cell of the truth table, in one process and under virtual time, and with half as many payouts where a scenario has hundreds of one
 * kind. `chaos-payout matrix` measures the same cells on real processes and at full size, which takes a minute.
 */
describe.each(truthTable)("$scenario: $title", ({ scenario }) => {
  const text = readFileSync(new URL(`../../scenarios/faults/${scenario}.yaml`, import.meta.url), "utf8");
  const full = scenarioOf(text);
  const [only, ...others] = full.load;
  const half =
    others.length === 0 && only?.payouts !== undefined && only.payouts >= 200 ? { payouts: only.payouts / 2 } : {};

  it.each(strategyNames)("%s comes out as documented, and its findings add up to the drift", async (strategy) => {
    const plan = planScenario(full, { strategy, ...half });
    const reconciliation = await simulate(plan, { strategy, seed: plan.seed, maxDelayMs: 2 });
    const measured = cellOf(reconciliation);
    const explained = measured.findings.reduce((sum, { msat }) => sum + msat, 0);
    expect(explained).toBe(measured.driftMsat);
    const documented = documentedCell(scenario, strategy);
    if (isAsDocumented(documented, measured)) return;
    expect(measured).toEqual(documented);
  });
});
