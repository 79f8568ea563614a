import type { StrategyName } from "../../api/strategies/names.ts";

/** What `matrix` was told on its command line. */
export interface MatrixFlags {
  readonly strategy?: readonly StrategyName[];
  readonly fault?: readonly string[];
  readonly seed?: number;
  readonly jobs?: number;
  readonly reporter: readonly string[];
}
