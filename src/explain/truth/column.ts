import type { DocumentedCell, MatrixPlace } from "../../domain/matrix.ts";
import type { StrategyName } from "../../domain/strategy.ts";

/** One fault, and which strategies survive it. `matrix` measures every cell; one that differs is a defect, in the tool or here. */
export interface TruthColumn {
  /** The shipped scenario that causes it, by which it is known. */
  readonly scenario: string;
  /** Another name that `matrix --fault` takes. The first nine have one; a new fault needs none. */
  readonly letter?: string;
  readonly place: MatrixPlace;
  readonly title: string;
  /** Null means undocumented. */
  readonly cells: Readonly<Record<StrategyName, DocumentedCell | null>>;
}
