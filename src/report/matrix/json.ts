import type { DocumentedCell, Matrix } from "../../domain/matrix.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { jsonText } from "../../text/json.ts";
import { doubtJson, inSats } from "../in-sats.ts";
import { concludeMatrix } from "./conclusion.ts";

/** The matrix for programs. Like the report of runs it is a contract: fields are added, never renamed. */
export function matrixJson(matrix: Matrix): string {
  const { version, exitCode, durationMs, simulated, strategies, faults, planned, cells } = matrix;
  return jsonText({
    version,
    exitCode,
    durationMs,
    simulated,
    stopped: concludeMatrix(matrix).kind === "stopped",
    planned,
    measured: cells.length,
    strategies,
    faults,
    cells: cells.map(({ strategy, fault, documented, measured: { doubts, ...measured }, asDocumented, reproduce }) => ({
      strategy,
      fault,
      asDocumented,
      documented: documented && withDoubts(documented),
      measured: {
        ...inSats(measured),
        inconclusiveBecause: doubts.map(doubtSentence),
        doubts: doubts.map(doubtJson),
      },
      reproduce,
    })),
  });
}

function withDoubts({ verdict, findings, perhaps, doubts = [], because }: DocumentedCell): DocumentedCell {
  return { verdict, findings, perhaps, doubts, because };
}
