import type { Expectation } from "../../domain/run-started.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import type { ScenarioSettings } from "../scenarios/load.ts";
import type { TargetFlags } from "./target-options.ts";

/** What was said on a command line about how scenarios are planned. */
export interface PlanningFlags extends TargetFlags {
  readonly strategy?: StrategyName;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly payouts?: number;
  readonly set: readonly string[];
  readonly expect?: Expectation;
}

/** What `run` was told on its command line. */
export interface RunFlags extends PlanningFlags {
  readonly filter?: readonly string[];
  readonly reporter: readonly string[];
  readonly journal?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly watch?: boolean;
  /** False when CI is to switch nothing on. */
  readonly ci: boolean;
}

/** What of it is about which scenarios are read, and what they say. */
export function settingsOf({ set, filter }: Pick<RunFlags, "set" | "filter">): ScenarioSettings {
  return { set, filters: filter };
}

/** What `plan` was told on its command line. */
export interface PlanFlags extends PlanningFlags {
  readonly filter?: readonly string[];
  readonly reporter: readonly string[];
}

/** How plans can be reported. */
export const planReporterNames = ["table", "json"] as const;
