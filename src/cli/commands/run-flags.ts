import type { StrategyName } from "../../api/strategies/names.ts";

/** What `run` was told on its command line. */
export interface RunFlags {
  readonly strategy?: StrategyName;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly payouts?: number;
  readonly set: readonly string[];
  readonly target?: string;
  readonly allowRemote?: boolean;
  readonly reporter: readonly string[];
  readonly journal?: string;
}
