import type { StrategyName } from "../../api/strategies/names.ts";

/** What was said on a command line about how scenarios are planned. */
export interface PlanningFlags {
  readonly strategy?: StrategyName;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly payouts?: number;
  readonly target?: string;
  readonly allowRemote?: boolean;
}

/** What `run` was told on its command line. */
export interface RunFlags extends PlanningFlags {
  readonly filter?: readonly string[];
  readonly reporter: readonly string[];
  readonly journal?: string;
  readonly watch?: boolean;
}

/** What `plan` was told on its command line. */
export interface PlanFlags extends PlanningFlags {
  readonly filter?: readonly string[];
  readonly reporter: readonly string[];
}

/** How plans can be reported. */
export const planReporterNames = ["table", "json"] as const;
