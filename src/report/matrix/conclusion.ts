import { counted } from "../../domain/format.ts";
import type { Matrix, MatrixCell } from "../../domain/matrix.ts";

/** The result of a matrix in one line, the same in every report. */
export interface MatrixConclusion {
  readonly kind: "as-documented" | "different" | "stopped";
  /** `51 cells, and 3 undocumented`, `1 of 54 cells`, `12 of 54 cells were measured, and …`. */
  readonly text: string;
  /** The cells that are not as documented. */
  readonly differing: readonly MatrixCell[];
}

/** A matrix that was stopped proves nothing as a whole. */
export function concludeMatrix({ cells, planned }: Matrix): MatrixConclusion {
  const differing = cells.filter(({ asDocumented }) => !asDocumented);
  if (cells.length < planned) {
    const measured = `${cells.length} of ${counted(planned, "cell")} ${cells.length === 1 ? "was" : "were"} measured`;
    const differ = differing.length === 0 ? "none differs" : counted(differing.length, "differs", "differ");
    const text = cells.length === 0 ? measured : `${measured}, and ${differ}`;
    return { kind: "stopped", text, differing };
  }
  if (differing.length > 0) {
    return { kind: "different", text: `${differing.length} of ${counted(planned, "cell")}`, differing };
  }
  const open = cells.filter(({ documented }) => documented === null).length;
  const text = open === 0 ? counted(planned, "cell") : `${counted(planned - open, "cell")}, and ${open} undocumented`;
  return { kind: "as-documented", text, differing };
}
