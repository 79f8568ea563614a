import type { Reconciliation } from "../domain/reconciliation.ts";
import { verdicts } from "../domain/verdict.ts";
import { table } from "../report/table.ts";
import type { ScenarioRun } from "../run-scenario.ts";

/** What a matcher answers to vitest. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The matcher `toBalance`: passes when the run proves that every sat is accounted for. A run that proves nothing passes neither it nor
 * its opposite, because a doubt is never a pass. `report` is a run, its reconciliation, or a promise of either.
 */
export async function toBalance(this: { readonly isNot: boolean }, report: unknown): Promise<MatcherResult> {
  const reconciliation = reconciliationOf(await report);
  const { verdict } = reconciliation;
  return {
    pass: verdict === "inconclusive" ? this.isNot : verdict === "balanced",
    message: () => `expected the run ${this.isNot ? "not " : ""}to balance\n\n${tableOf(reconciliation)}`,
  };
}

function reconciliationOf(report: unknown): Reconciliation {
  const run = report as Partial<ScenarioRun> | null;
  const found = (typeof run === "object" && run?.reconciliation) || (report as Partial<Reconciliation> | null);
  // What is something else has no verdict, and would pass the opposite.
  const isOne = typeof found === "object" && verdicts.some((known) => known === found?.verdict);
  if (isOne && Array.isArray(found?.projects)) return found as Reconciliation;
  throw new TypeError("toBalance takes what runScenario or reconcile answered, or a promise of it");
}

const WIDTH = 100;

function tableOf(reconciliation: Reconciliation): string {
  const { verdict, seed } = reconciliation;
  const run = { version: "", seed, exitCode: verdict === "balanced" ? 0 : 1, verdict, scenarios: [reconciliation] };
  return table(run, { colour: 0, width: WIDTH });
}
