import type { StrategyName } from "../../api/strategies/names.ts";
import type { Expectation } from "../../domain/fact.ts";

/** What `run` was told on its command line. */
export interface RunFlags {
  readonly strategy?: StrategyName;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly payouts?: number;
  readonly expect?: Expectation;
  readonly target?: string;
  readonly allowRemote?: boolean;
  readonly reporter: readonly string[];
  readonly journal?: string;
  /** False when CI is to switch nothing on. */
  readonly ci: boolean;
}
