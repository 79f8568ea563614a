import type { Reconciliation } from "../domain/reconciliation.ts";
import { verdicts } from "../domain/verdict.ts";
import { table } from "../report/table.ts";
import type { ScenarioRun } from "../run-scenario.ts";

/** What a vitest matcher returns. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Passes if the run proves that every sat is accounted for. A run that proves nothing passes neither this nor its opposite. */
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
  // Anything else has no verdict and would pass `not.toBalance()`.
  const isOne = typeof found === "object" && verdicts.some((known) => known === found?.verdict);
  if (isOne && Array.isArray(found?.projects)) return found as Reconciliation;
  throw new TypeError("toBalance takes what runScenario or reconcile answered, or a promise of it");
}

function tableOf(reconciliation: Reconciliation): string {
  const { verdict, seed } = reconciliation;
  const run = { version: "", seed, exitCode: verdict === "balanced" ? 0 : 1, verdict, scenarios: [reconciliation] };
  return table(run, { colour: 0, width: 100 });
}
