import type { Forecast } from "../../domain/plan-summary.ts";
import { type StrategyName, strategyNames } from "../../domain/strategy.ts";
import { type TruthColumn, truthTable } from "../../explain/truth-table.ts";
import { type Plan, planScenario } from "../../scenario/plan.ts";
import { loadShipped } from "../scenarios/load.ts";

/** A column of the truth table with the plan of its scenario. */
export interface PlannedColumn {
  readonly column: TruthColumn;
  readonly plan: Plan;
}

/** The columns of the truth table, each with the plan of its scenario. */
export async function plannedColumns(cwd: string): Promise<readonly PlannedColumn[]> {
  return Promise.all(
    truthTable.map(async (column) => {
      const { scenario } = await loadShipped(column.scenario, cwd);
      return { column, plan: planScenario(scenario, { seed: scenario.seed ?? 1 }) };
    }),
  );
}

/**
 * What the truth table has for each fault of a plan: the columns whose conditions the plan has, too. Only a forecast, because a plan may have
 * several faults at once and other retries. Where the strategy is not ours, it is null, and only the strategies that survive are told.
 */
export function forecastOf(
  plan: Plan,
  strategy: StrategyName | null,
  columns: readonly PlannedColumn[],
): readonly Forecast[] {
  const matching = columns.filter((each) => isPartOf(each.plan, plan));
  return faultsOf(plan).flatMap((fault): Forecast[] => {
    const about = matching.filter((each) => faultsOf(each.plan).includes(fault));
    const known = about.flatMap(({ column, plan: { client } }): Forecast[] => {
      const cell = strategy === null ? null : column.cells[strategy];
      const survivors = strategyNames.filter((name) => column.cells[name]?.verdict === "balanced");
      // What survives one attempt may not survive a second one.
      const isUntried = client.attempts === 1 && plan.client.attempts > 1;
      const documented = isUntried && cell?.verdict === "balanced" ? null : cell;
      return [{ fault, column: column.scenario, title: column.title, documented, survivors }];
    });
    return known.length > 0 ? known : [{ fault, column: null, title: null, documented: null, survivors: [] }];
  });
}

/** The faults and the crash points of a plan, each once. */
function faultsOf({ faults }: Plan): readonly string[] {
  return [...new Set(faults.filter(({ planned }) => planned > 0).map(({ name }) => name))];
}

/** True if a plan has all that makes up a column: its faults, its node, its caller who retries, its instances, and company or none. */
function isPartOf(column: Plan, plan: Plan): boolean {
  const declared = faultsOf(plan);
  const { client } = column;
  const isRetried =
    client.attempts === 1 ||
    (plan.client.attempts > 1 &&
      client.retryKey === plan.client.retryKey &&
      client.retryWhen === plan.client.retryWhen &&
      (client.timeoutMs === null || (plan.client.timeoutMs ?? Number.POSITIVE_INFINITY) <= client.timeoutMs));
  return (
    faultsOf(column).every((fault) => declared.includes(fault)) &&
    column.rail.duplicates === plan.rail.duplicates &&
    isRetried &&
    (column.instances === 1 || plan.instances > 1) &&
    isAlone(column) === isAlone(plan)
  );
}

function isAlone({ phases }: Plan): boolean {
  return phases.every(({ arrival }) => arrival.kind === "closed" && arrival.concurrency === 1);
}
