import type { Matrix } from "../../domain/matrix.ts";
import { satsOf } from "../../domain/money.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { doubtJson } from "../doubt-json.ts";
import { concludeMatrix } from "./conclusion.ts";

/** The matrix for programs. Like the report of runs it is a contract: fields are added, never renamed. */
export function matrixJson(matrix: Matrix): string {
  const { version, exitCode, durationMs, strategies, columns, planned, cells } = matrix;
  const report = {
    version,
    exitCode,
    durationMs,
    stopped: concludeMatrix(matrix).kind === "stopped",
    planned,
    measured: cells.length,
    strategies,
    faults: columns.map(({ fault, title, scenario }) => ({ fault, title, scenario })),
    cells: cells.map(({ strategy, fault, documented, measured, asDocumented, reproduce }) => ({
      strategy,
      fault,
      asDocumented,
      documented:
        documented === null
          ? null
          : {
              verdict: documented.verdict,
              findings: documented.findings,
              perhaps: documented.perhaps,
              because: documented.because,
            },
      measured: {
        verdict: measured.verdict,
        findings: measured.findings.map(({ kind, payouts, msat }) => ({ kind, payouts, sats: satsOf(msat) })),
        driftSats: measured.driftMsat === null ? null : satsOf(measured.driftMsat),
        inconclusiveBecause: measured.doubts.map(doubtSentence),
        doubts: measured.doubts.map(doubtJson),
      },
      reproduce,
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
