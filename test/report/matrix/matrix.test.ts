import { describe, expect, it } from "vitest";
import { isAsDocumented, type Matrix, type MatrixCell } from "../../../src/domain/matrix.ts";
import { type MatrixReporter, matrixReporters } from "../../../src/report/matrix/index.ts";

const reporters: Readonly<Record<keyof typeof matrixReporters, MatrixReporter>> = matrixReporters;
const options = { colour: 0, width: 80 } as const;

const bug = {
  verdict: "violated",
  findings: ["charged-not-paid"],
  perhaps: ["overdraft"],
  because: "no refund",
} as const;
const fine = { verdict: "balanced", findings: [], perhaps: [], because: "" } as const;
const lost = {
  verdict: "violated",
  driftSats: -2_040,
  inconclusiveBecause: [],
  findings: [{ kind: "charged-not-paid", payouts: 2, sats: -2_040 }],
} as const;
const balanced = { verdict: "balanced", driftSats: 0, inconclusiveBecause: [], findings: [] } as const;
const doubtful = { ...balanced, verdict: "inconclusive", inconclusiveBecause: ["a fault never fired"] } as const;

function cell(
  strategy: string,
  fault: string,
  rest: Pick<MatrixCell, "documented" | "measured" | "asDocumented">,
): MatrixCell {
  return { strategy, fault, again: `npx chaos-payout run x --strategy ${strategy} --seed 42`, ...rest };
}

function matrix(cells: readonly MatrixCell[], exitCode: number): Matrix {
  return {
    ...{ version: "0.1.0", exitCode, durationMs: 12_345, strategies: ["naive", "outbox"] },
    columns: [
      { fault: "a", title: "the node times out", scenario: "timeout-then-fails" },
      { fault: "i", title: "two instances", scenario: "two-instances" },
    ],
    cells,
  };
}

const documented = matrix(
  [
    cell("naive", "a", { documented: bug, measured: lost, asDocumented: true }),
    cell("outbox", "a", { documented: fine, measured: balanced, asDocumented: true }),
    cell("naive", "i", { documented: null, measured: lost, asDocumented: true }),
    cell("outbox", "i", { documented: fine, measured: balanced, asDocumented: true }),
  ],
  0,
);

const different = matrix(
  [
    cell("naive", "a", { documented: bug, measured: balanced, asDocumented: false }),
    cell("outbox", "a", { documented: fine, measured: doubtful, asDocumented: false }),
    cell("outbox", "i", { documented: fine, measured: lost, asDocumented: false }),
  ],
  1,
);

describe("a cell", () => {
  const seen = (...kinds: readonly ("charged-not-paid" | "overdraft" | "double-paid")[]) => ({
    ...lost,
    findings: kinds.map((kind) => ({ kind, payouts: 1, sats: 0 })),
  });

  it("is as documented with all that has to be there, and nothing that may not", () => {
    expect(isAsDocumented(bug, seen("charged-not-paid"))).toBe(true);
    expect(isAsDocumented(bug, seen("charged-not-paid", "overdraft"))).toBe(true);
    expect(isAsDocumented(bug, seen("overdraft"))).toBe(false);
    expect(isAsDocumented(bug, seen("charged-not-paid", "double-paid"))).toBe(false);
  });

  it("is not as documented where the verdict is another, however little was found", () => {
    expect(isAsDocumented(fine, balanced)).toBe(true);
    expect(isAsDocumented(fine, doubtful)).toBe(false);
    expect(isAsDocumented(bug, balanced)).toBe(false);
  });

  it("is not as documented in doubt, even with exactly what is documented", () => {
    const inDoubt = { ...lost, inconclusiveBecause: ["a fault never fired"] };
    expect(isAsDocumented(bug, inDoubt)).toBe(false);
  });

  it("may show anything where nothing is documented, except a doubt", () => {
    expect(isAsDocumented(null, lost)).toBe(true);
    expect(isAsDocumented(null, balanced)).toBe(true);
    expect(isAsDocumented(null, doubtful)).toBe(false);
    expect(isAsDocumented(null, { ...lost, inconclusiveBecause: ["a fault never fired"] })).toBe(false);
  });
});

describe("the table", () => {
  it("has the finding in the cell, what it means, and why it comes out like that", () => {
    expect(reporters.table(documented, options)).toBe(` matrix   2 strategies · 2 faults · 4 cells · 12.3 s

 ┌──────────┬─────┬───────┐
 │ Strategy │ a   │ i     │
 ├──────────┼─────┼───────┤
 │ naive    │ CNP │ (CNP) │
 │ outbox   │ ok  │ ok    │
 └──────────┴─────┴───────┘
   CNP charged-not-paid: charged, and never paid: the bug

 a the node times out (timeout-then-fails)
   naive   no refund

 i two instances (two-instances)

 ✓ AS DOCUMENTED   4 cells · exit code 0
`);
  });

  it("names each cell that differs, and how to see it again", () => {
    expect(reporters.table(different, options)).toBe(` matrix   2 strategies · 2 faults · 3 cells · 12.3 s

 ┌──────────┬──────┬───────┐
 │ Strategy │ a    │ i     │
 ├──────────┼──────┼───────┤
 │ naive    │ ✗ ok │       │
 │ outbox   │ ✗ ?  │ ✗ CNP │
 └──────────┴──────┴───────┘
   CNP charged-not-paid: charged, and never paid: the bug

 a the node times out (timeout-then-fails)

 i two instances (two-instances)

 ✗ naive × a: documented charged-not-paid, measured balanced
   again: npx chaos-payout run x --strategy naive --seed 42
 ✗ outbox × a: documented balanced, measured inconclusive, because a fault never
   fired
   again: npx chaos-payout run x --strategy outbox --seed 42
 ✗ outbox × i: documented balanced, measured charged-not-paid 2 payouts −2,040
   sats
   again: npx chaos-payout run x --strategy outbox --seed 42
 ✗ 3 of 3 cells are not as documented · exit code 1
`);
  });
});

describe("the markdown", () => {
  it("is a table with what its letters and codes mean", () => {
    expect(reporters.markdown(documented, options)).toBe(`| strategy | a | i |
| --- | --- | --- |
| \`naive\` | **CNP** | **(CNP)** |
| \`outbox\` | ok | ok |

* **a** the node times out (\`timeout-then-fails\`)
* **i** two instances (\`two-instances\`)

* **CNP** \`charged-not-paid\`: charged, and never paid: the bug

All 4 cells are as documented. 12.3 s.
`);
  });

  it("says which cells differ", () => {
    const text = reporters.markdown(different, options);
    expect(text).toContain("**3 of 3 cells are not as documented.**");
    expect(text).toContain(
      "* `naive` × a: documented charged-not-paid, measured balanced. Again: `npx chaos-payout run x",
    );
  });
});

describe("the json", () => {
  it("has every cell with what was documented and what was measured", () => {
    const report = JSON.parse(reporters.json(documented, options));
    expect(Object.keys(report)).toEqual(["version", "exitCode", "durationMs", "strategies", "faults", "cells"]);
    expect(report.cells[0]).toEqual({
      ...{ strategy: "naive", fault: "a", asDocumented: true, documented: bug, measured: lost },
      again: "npx chaos-payout run x --strategy naive --seed 42",
    });
    expect(report.cells[2].documented).toBeNull();
  });
});
