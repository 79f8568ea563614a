import { describe, expect, it } from "vitest";
import { exitCodeOfCell, worstExitCode } from "../../src/cli/exit-code.ts";
import { type DocumentedCell, isAsDocumented, type MatrixCell, type MeasuredCell } from "../../src/domain/matrix.ts";

const ok: DocumentedCell = { verdict: "balanced", findings: [], perhaps: [], because: "" };
const bug: DocumentedCell = { verdict: "violated", findings: ["charged-not-paid"], perhaps: [], because: "no refund" };

function measured(verdict: MeasuredCell["verdict"], kind?: "charged-not-paid" | "stuck-pending", doubt?: string) {
  return {
    ...{ verdict, driftSats: 0, inconclusiveBecause: doubt === undefined ? [] : [doubt] },
    findings: kind === undefined ? [] : [{ kind, payouts: 1, sats: 0 }],
  };
}

function codeOf(documented: DocumentedCell | null, measured: MeasuredCell): number {
  const asDocumented = isAsDocumented(documented, measured);
  const cell: MatrixCell = { strategy: "naive", fault: "a", documented, measured, asDocumented, again: "" };
  return exitCodeOfCell(cell);
}

describe("the exit code of a cell", () => {
  it("is 0 as documented, whatever that is", () => {
    expect(codeOf(ok, measured("balanced"))).toBe(0);
    expect(codeOf(bug, measured("violated", "charged-not-paid"))).toBe(0);
    expect(codeOf(null, measured("violated", "charged-not-paid"))).toBe(0);
  });

  it("is 1 where money moved otherwise than documented, also where it was not lost", () => {
    expect(codeOf(ok, measured("violated", "charged-not-paid"))).toBe(1);
    expect(codeOf(bug, measured("balanced"))).toBe(1);
    expect(codeOf(ok, measured("violated", "charged-not-paid", "a read failed"))).toBe(1);
  });

  it("is 2 in doubt, also with what is documented and where nothing is", () => {
    expect(codeOf(ok, measured("inconclusive", undefined, "a fault never fired"))).toBe(2);
    expect(codeOf(bug, measured("violated", "charged-not-paid", "a read failed"))).toBe(2);
    expect(codeOf(bug, measured("inconclusive", undefined, "a fault never fired"))).toBe(2);
    expect(codeOf(null, measured("violated", "charged-not-paid", "a read failed"))).toBe(2);
  });

  it("is 3 where a payout is stuck and that is not documented; of several cells the worst counts", () => {
    expect(codeOf(ok, measured("stuck", "stuck-pending"))).toBe(3);
    expect(worstExitCode([0, 2, 3])).toBe(3);
    expect(worstExitCode([0, 2, 3, 1])).toBe(1);
  });
});
