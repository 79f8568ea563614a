import type { StrategyName } from "../../domain/strategy.ts";

/** What `matrix` was told on its command line. */
export interface MatrixFlags {
  readonly strategy?: readonly StrategyName[];
  readonly fault?: readonly string[];
  readonly seed?: number;
  readonly jobs?: number;
  readonly reporter: readonly string[];
}

/** How a matrix can be reported. The command line knows the names, and loads the reporters only when they are needed. */
export const matrixReporterNames = ["table", "json", "markdown"] as const;
