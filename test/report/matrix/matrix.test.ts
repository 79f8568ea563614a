import { describe, expect, it } from "vitest";
import {
  type DocumentedCell,
  isAsDocumented,
  type Matrix,
  type MatrixCell,
  type MeasuredCell,
} from "../../../src/domain/matrix.ts";
import { strategyNames } from "../../../src/domain/strategy.ts";
import { truthTable } from "../../../src/explain/truth-table.ts";
import { type MatrixReporter, matrixReporters } from "../../../src/report/matrix/index.ts";
import { textWidth } from "../../../src/text/width.ts";

const reporters: Readonly<Record<keyof typeof matrixReporters, MatrixReporter>> = matrixReporters;
const options = { colour: 0, width: 80 } as const;

const bug = {
  verdict: "violated",
  findings: ["charged-not-paid"],
  perhaps: ["overdraft"],
  because: "no refund",
} as const;
const fine = { verdict: "balanced", findings: [], perhaps: [], because: "" } as const;
const unfired = { kind: "fault-not-fired", fault: "late-settle", where: "payment", planned: 4, fired: 0 } as const;
const lost = {
  verdict: "violated",
  driftMsat: -2_040_000,
  doubts: [],
  findings: [{ kind: "charged-not-paid", payouts: 2, msat: -2_040_000 }],
} as const;
const balanced = { verdict: "balanced", driftMsat: 0, doubts: [], findings: [] } as const;
const doubtful = { ...balanced, verdict: "inconclusive", doubts: [unfired] } as const;

function cell(
  strategy: string,
  fault: string,
  rest: Pick<MatrixCell, "documented" | "measured" | "asDocumented">,
): MatrixCell {
  return { strategy, fault, reproduce: `npx chaos-payout run x --strategy ${strategy} --seed 42`, ...rest };
}

function matrix(cells: readonly MatrixCell[], exitCode: number, planned = cells.length): Matrix {
  return {
    ...{ version: "0.1.0", exitCode, durationMs: 12_345, simulated: false, strategies: ["naive", "outbox"] },
    faults: [
      {
        ...{ fault: "timeout-then-fails", scenario: "timeout-then-fails", letter: "a", place: "payment" },
        title: "the node times out",
      },
      {
        ...{ fault: "two-instances", scenario: "two-instances", letter: null, place: "process" },
        title: "two instances",
      },
    ],
    ...{ planned, cells },
  };
}

const documented = matrix(
  [
    cell("naive", "timeout-then-fails", { documented: bug, measured: lost, asDocumented: true }),
    cell("outbox", "timeout-then-fails", { documented: fine, measured: balanced, asDocumented: true }),
    cell("naive", "two-instances", { documented: null, measured: lost, asDocumented: true }),
    cell("outbox", "two-instances", { documented: fine, measured: balanced, asDocumented: true }),
  ],
  0,
);

const different = matrix(
  [
    cell("naive", "timeout-then-fails", { documented: bug, measured: balanced, asDocumented: false }),
    cell("outbox", "timeout-then-fails", { documented: fine, measured: doubtful, asDocumented: false }),
    cell("outbox", "two-instances", { documented: fine, measured: lost, asDocumented: false }),
  ],
  1,
);

describe("a cell", () => {
  const seen = (...kinds: readonly ("charged-not-paid" | "overdraft" | "double-paid")[]) => ({
    ...lost,
    findings: kinds.map((kind) => ({ kind, payouts: 1, msat: 0 })),
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

  it("may be balanced where every documented finding is a matter of luck", () => {
    const luck: DocumentedCell = { ...bug, findings: [], perhaps: ["overdraft"] };
    expect(isAsDocumented(luck, balanced)).toBe(true);
    expect(isAsDocumented(luck, seen("overdraft"))).toBe(true);
    expect(isAsDocumented(luck, doubtful)).toBe(false);
    expect(isAsDocumented(luck, lost)).toBe(false);
  });

  it("is not as documented in doubt, even with exactly what is documented", () => {
    const inDoubt = { ...lost, doubts: [unfired] };
    expect(isAsDocumented(bug, inDoubt)).toBe(false);
  });

  it("leaves exactly the doubts that are documented", () => {
    const impossible: DocumentedCell = { ...fine, verdict: "inconclusive", doubts: ["fault-not-fired"] };
    const other = { kind: "nothing-answered" } as const;
    expect(isAsDocumented(impossible, doubtful)).toBe(true);
    expect(isAsDocumented(impossible, { ...doubtful, doubts: [unfired, unfired] })).toBe(true);
    expect(isAsDocumented(impossible, { ...doubtful, doubts: [unfired, other] })).toBe(false);
    expect(isAsDocumented(impossible, { ...doubtful, doubts: [other] })).toBe(false);
    expect(isAsDocumented(impossible, { ...doubtful, doubts: [] })).toBe(false);
    expect(isAsDocumented(impossible, balanced)).toBe(false);
    expect(isAsDocumented(impossible, { ...lost, doubts: [unfired] })).toBe(false);
  });

  it("may be violated and leave a documented doubt", () => {
    const both: DocumentedCell = { ...bug, doubts: ["fault-not-fired"] };
    expect(isAsDocumented(both, { ...lost, doubts: [unfired] })).toBe(true);
    expect(isAsDocumented(both, lost)).toBe(false);
    expect(isAsDocumented(both, doubtful)).toBe(false);
    expect(isAsDocumented(both, { ...lost, doubts: [{ kind: "nothing-answered" }] })).toBe(false);
  });

  it("may show anything where nothing is documented, except a doubt", () => {
    expect(isAsDocumented(null, lost)).toBe(true);
    expect(isAsDocumented(null, balanced)).toBe(true);
    expect(isAsDocumented(null, doubtful)).toBe(false);
    expect(isAsDocumented(null, { ...lost, doubts: [unfired] })).toBe(false);
  });
});

describe("the table", () => {
  it("has the finding in the cell, what it means, and why it comes out like that", () => {
    expect(reporters.table(documented, options)).toMatchInlineSnapshot(`
      " matrix   2 strategies · 2 faults · 4 cells · 12.3 s

       ┌─────────────────────┬───────┬────────┐
       │ Fault               │ naive │ outbox │
       ├─────────────────────┼───────┼────────┤
       │ payment             │       │        │
       │  timeout-then-fails │ CNP   │ ok     │
       │ process             │       │        │
       │  two-instances      │ (CNP) │ ok     │
       └─────────────────────┴───────┴────────┘
         CNP charged-not-paid: charged but never paid: the bug

       timeout-then-fails
         the node times out
         naive   no refund

       two-instances
         two instances

       ✓ AS DOCUMENTED   3 cells, and 1 undocumented · exit code 0
      "
    `);
  });

  it("names each cell that differs, and how to see it again", () => {
    expect(reporters.table(different, options)).toMatchInlineSnapshot(`
      " matrix   2 strategies · 2 faults · 3 cells · 12.3 s

       ┌─────────────────────┬───────┬────────┐
       │ Fault               │ naive │ outbox │
       ├─────────────────────┼───────┼────────┤
       │ payment             │       │        │
       │  timeout-then-fails │ ✗ ok  │ ✗ ?    │
       │ process             │       │        │
       │  two-instances      │       │ ✗ CNP  │
       └─────────────────────┴───────┴────────┘
         CNP charged-not-paid: charged but never paid: the bug

       timeout-then-fails
         the node times out

       two-instances
         two instances

       ✗ naive × timeout-then-fails: documented charged-not-paid, measured balanced
         reproduce: npx chaos-payout run x --strategy naive --seed 42
       ✗ outbox × timeout-then-fails: documented balanced, measured inconclusive,
         because late-settle was planned for 4 payouts and never fired: too few
         payments met it
         reproduce: npx chaos-payout run x --strategy outbox --seed 42
       ✗ outbox × two-instances: documented balanced, measured charged-not-paid 2
         payouts −2,040 sats
         reproduce: npx chaos-payout run x --strategy outbox --seed 42
       ✗ NOT AS DOCUMENTED   3 of 3 cells · exit code 1
      "
    `);
  });

  it("has a question mark for a documented doubt, and says so", () => {
    const impossible: DocumentedCell = {
      ...fine,
      verdict: "inconclusive",
      doubts: ["fault-not-fired"],
      because: "no look-up",
    };
    const doubted = matrix(
      [cell("naive", "two-instances", { documented: impossible, measured: doubtful, asDocumented: true })],
      0,
    );
    expect(reporters.table({ ...doubted, simulated: true }, options)).toMatchInlineSnapshot(`
      " matrix   2 strategies · 2 faults · 1 cell · 12.3 s · simulated

       ┌─────────────────────┬───────┬────────┐
       │ Fault               │ naive │ outbox │
       ├─────────────────────┼───────┼────────┤
       │ payment             │       │        │
       │  timeout-then-fails │       │        │
       │ process             │       │        │
       │  two-instances      │ ?     │        │
       └─────────────────────┴───────┴────────┘
         ? nothing is proved here, and that is documented

       timeout-then-fails
         the node times out

       two-instances
         two instances
         naive   no look-up

       ✓ AS DOCUMENTED   1 cell · exit code 0
      "
    `);
    expect(reporters.markdown(doubted, options)).toContain("* **?** nothing is proved here, and that is documented\n");
  });
});

describe("the table of all strategies and faults", () => {
  const certain = (documented: DocumentedCell | null): MeasuredCell => ({
    ...{ verdict: documented?.verdict ?? "violated", driftMsat: 0, doubts: [] },
    findings: (documented?.findings ?? ["false-refusal"]).map((kind) => ({ kind, payouts: 1, msat: 0 })),
  });
  const cells = truthTable.flatMap(({ scenario, cells }) =>
    strategyNames.map((strategy) =>
      cell(strategy, scenario, {
        ...{ documented: cells[strategy], measured: certain(cells[strategy]), asDocumented: true },
      }),
    ),
  );
  const faults = truthTable.map(({ scenario, letter, place, title }) => {
    return { fault: scenario, letter: letter ?? null, place, title, scenario };
  });
  const whole = { ...matrix(cells, 0), strategies: strategyNames, faults };

  it("has every fault once in each of its tables, under the place where it happens", () => {
    const text = reporters.table(whole, { colour: 0, width: 60 });
    const tables = text.split("│ Fault").length - 1;
    for (const { fault } of faults) expect(text.split(`│  ${fault} `).length - 1, fault).toBe(tables);
    const headings = [...text.matchAll(/^ │ (\S[\w-]+) +│(?: +│)+$/gm)].map(([, place]) => place);
    expect(headings.slice(0, headings.length / tables)).toEqual([...new Set(headings)]);
    expect(headings).toEqual(expect.arrayContaining(["payment", "process", "client", "money"]));
  });

  it("is one table at 120 columns, two at 80 and four at 60, and wraps nothing that it draws at any width", () => {
    const heads = (width: number) => reporters.table(whole, { colour: 0, width }).match(/Fault/g)?.length;
    expect([heads(200), heads(120), heads(80), heads(60)]).toEqual([1, 1, 2, 4]);
    const odd = { ...whole, cells: cells.map((each) => ({ ...each, asDocumented: false })) };
    for (const width of [60, 70, 80, 200]) {
      const lines = reporters.table(odd, { colour: 0, width }).split("\n");
      for (const line of lines.filter((each) => !each.startsWith("   reproduce: "))) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe("a matrix that was stopped", () => {
  const cut = matrix(documented.cells.slice(0, 2), 130, 54);
  const last = (text: string) => text.trimEnd().split("\n").at(-1);

  it("says in every report how far it came, and never that it is as documented", () => {
    expect(last(reporters.table(cut, options))).toBe(
      " ? STOPPED   2 of 54 cells were measured, and none differs · exit code 130",
    );
    expect(reporters.table(cut, options).split("\n")[0]).toBe(
      " matrix   2 strategies · 2 faults · 2 of 54 cells · 12.3 s",
    );
    expect(last(reporters.markdown(cut, options))).toBe(
      "**Stopped: 2 of 54 cells were measured, and none differs.** 12.3 s.",
    );
    const report = JSON.parse(reporters.json(cut, options));
    expect([report.exitCode, report.stopped, report.planned, report.measured]).toEqual([130, true, 54, 2]);
  });

  it("counts the cells that were to be measured where none was", () => {
    const none = matrix([], 130, 54);
    expect(last(reporters.table(none, options))).toBe(" ? STOPPED   0 of 54 cells were measured · exit code 130");
    expect(last(reporters.markdown(none, options))).toBe("**Stopped: 0 of 54 cells were measured.** 12.3 s.");
  });

  it("names what differs all the same", () => {
    const text = reporters.table(matrix(different.cells.slice(0, 1), 143, 54), options);
    expect(text).toContain(" ✗ naive × timeout-then-fails: documented charged-not-paid, measured balanced\n");
    expect(last(text)).toBe(" ? STOPPED   1 of 54 cells was measured, and 1 differs · exit code 143");
  });
});

describe("a doubt", () => {
  it("stands in the cell and in the list beside what was found in spite of it", () => {
    const measured = { ...lost, doubts: [unfired] };
    const doubted = matrix(
      [cell("naive", "timeout-then-fails", { documented: bug, measured, asDocumented: false })],
      2,
    );
    const text = reporters.table(doubted, { ...options, width: 120 });
    expect(text).toContain(" │  timeout-then-fails │ ✗ CNP │        │\n │                     │ ✗ ?   │        │\n");
    expect(text).toContain(
      " ✗ naive × timeout-then-fails: documented charged-not-paid, measured charged-not-paid 2 payouts −2,040 sats, in doubt\n   because late-settle was planned for 4 payouts and never fired: too few payments met it\n",
    );
    expect(text).toContain(" ✗ NOT AS DOCUMENTED   1 of 1 cell · exit code 2\n");
  });
});

describe("the markdown", () => {
  it("is a table with what its letters and codes mean", () => {
    expect(reporters.markdown(documented, options)).toMatchInlineSnapshot(`
      "| place | fault | \`naive\` | \`outbox\` |
      | --- | --- | --- | --- |
      | payment | \`timeout-then-fails\` | **CNP** | ok |
      | process | \`two-instances\` | **(CNP)** | ok |

      * \`timeout-then-fails\`: the node times out
      * \`two-instances\`: two instances

      * **CNP** \`charged-not-paid\`: charged but never paid: the bug

      **As documented: 3 cells, and 1 undocumented.** 12.3 s.
      "
    `);
  });

  it("says which cells differ", () => {
    const text = reporters.markdown(different, options);
    expect(text).toContain("**Not as documented: 3 of 3 cells.** 12.3 s.");
    expect(text).toContain(
      "* `naive` × timeout-then-fails: documented charged-not-paid, measured balanced. Reproduce: `npx chaos-payout run x",
    );
  });
});

describe("the json", () => {
  it("has every cell with what was documented and what was measured", () => {
    const report = JSON.parse(reporters.json(documented, options));
    expect(Object.keys(report)).toEqual([
      ...[
        "version",
        "exitCode",
        "durationMs",
        "simulated",
        "stopped",
        "planned",
        "measured",
        "strategies",
        "faults",
        "cells",
      ],
    ]);
    expect([report.stopped, report.planned, report.measured]).toEqual([false, 4, 4]);
    const told = {
      ...{ verdict: "violated", driftSats: -2_040, inconclusiveBecause: [], doubts: [] },
      findings: [{ kind: "charged-not-paid", payouts: 2, sats: -2_040 }],
    };
    expect(report.cells[0]).toEqual({
      ...{
        strategy: "naive",
        fault: "timeout-then-fails",
        asDocumented: true,
        documented: { ...bug, doubts: [] },
        measured: told,
      },
      reproduce: "npx chaos-payout run x --strategy naive --seed 42",
    });
    expect(report.cells[2].documented).toBeNull();
  });
});
