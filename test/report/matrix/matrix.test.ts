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
    ...{ version: "0.1.0", exitCode, durationMs: 12_345, strategies: ["naive", "outbox"] },
    columns: [
      { fault: "a", title: "the node times out", scenario: "timeout-then-fails" },
      { fault: "i", title: "two instances", scenario: "two-instances" },
    ],
    ...{ planned, cells },
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

  it("is not as documented in doubt, even with exactly what is documented", () => {
    const inDoubt = { ...lost, doubts: [unfired] };
    expect(isAsDocumented(bug, inDoubt)).toBe(false);
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
    expect(reporters.table(documented, options)).toBe(` matrix   2 strategies · 2 faults · 4 cells · 12.3 s

 ┌──────────┬─────┬───────┐
 │ Strategy │ a   │ i     │
 ├──────────┼─────┼───────┤
 │ naive    │ CNP │ (CNP) │
 │ outbox   │ ok  │ ok    │
 └──────────┴─────┴───────┘
   CNP charged-not-paid: charged but never paid: the bug

 a the node times out (timeout-then-fails)
   naive   no refund

 i two instances (two-instances)

 ✓ AS DOCUMENTED   3 cells, and 1 undocumented · exit code 0
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
   CNP charged-not-paid: charged but never paid: the bug

 a the node times out (timeout-then-fails)

 i two instances (two-instances)

 ✗ naive × a: documented charged-not-paid, measured balanced
   reproduce: npx chaos-payout run x --strategy naive --seed 42
 ✗ outbox × a: documented balanced, measured inconclusive, because late-settle
   was planned for 4 payouts and never fired: too few payments met it
   reproduce: npx chaos-payout run x --strategy outbox --seed 42
 ✗ outbox × i: documented balanced, measured charged-not-paid 2 payouts −2,040
   sats
   reproduce: npx chaos-payout run x --strategy outbox --seed 42
 ✗ NOT AS DOCUMENTED   3 of 3 cells · exit code 1
`);
  });
});

describe("the table of all strategies and faults", () => {
  const certain = (documented: DocumentedCell | null): MeasuredCell => ({
    ...{ verdict: documented?.verdict ?? "violated", driftMsat: 0, doubts: [] },
    findings: (documented?.findings ?? ["false-refusal"]).map((kind) => ({ kind, payouts: 1, msat: 0 })),
  });
  const cells = truthTable.flatMap(({ fault, cells }) =>
    strategyNames.map((strategy) =>
      cell(strategy, fault, {
        ...{ documented: cells[strategy], measured: certain(cells[strategy]), asDocumented: true },
      }),
    ),
  );
  const whole = { ...matrix(cells, 0), strategies: strategyNames, columns: truthTable };

  it("fits into 60 columns as two tables", () => {
    expect(reporters.table(whole, { colour: 0, width: 60 })).toMatchInlineSnapshot(`
      " matrix   7 strategies · 9 faults · 63 cells · 12.3 s

       ┌───────────────────┬─────┬─────┬─────┬─────┬─────┬─────┐
       │ Strategy          │ a   │ b   │ c   │ d   │ e   │ f   │
       ├───────────────────┼─────┼─────┼─────┼─────┼─────┼─────┤
       │ naive             │ CNP │ ok  │ ok  │ CNP │ CNP │ DCH │
       │                   │     │     │     │     │     │ REF │
       │ snapshot-rollback │ ok  │ PNC │ PNC │ CNP │ CNP │ REF │
       │                   │     │ UNX │     │     │     │     │
       │ rollback          │ ok  │ PNC │ PNC │ CNP │ CNP │ REF │
       │ saga              │ ok  │ PNC │ PNC │ STK │ STK │ ok  │
       │ fail-open         │ ok  │ ok  │ ok  │ ok  │ ok  │ ok  │
       │ tracked-saga      │ ok  │ ok  │ ok  │ ok  │ ok  │ ok  │
       │ outbox            │ ok  │ ok  │ ok  │ ok  │ ok  │ ok  │
       └───────────────────┴─────┴─────┴─────┴─────┴─────┴─────┘
       ┌───────────────────┬─────┬─────┬───────┐
       │ Strategy          │ g   │ h   │ i     │
       ├───────────────────┼─────┼─────┼───────┤
       │ naive             │ OVR │ CNP │ (REF) │
       │ snapshot-rollback │ OVR │ UNX │ (REF) │
       │ rollback          │ OVR │ ok  │ (REF) │
       │ saga              │ ok  │ ok  │ ok    │
       │ fail-open         │ ok  │ ok  │ ok    │
       │ tracked-saga      │ ok  │ ok  │ ok    │
       │ outbox            │ ok  │ ok  │ ok    │
       └───────────────────┴─────┴─────┴───────┘
         CNP charged-not-paid: charged but never paid: the bug
         PNC paid-not-charged: paid but not charged: the fix that
             loses money the other way
         DBL double-paid: one payout was paid twice
         DCH double-charged: paid once but charged more than once,
             because a retry was charged again
         REF false-refusal: the caller was told that the payout
             had failed, but it was paid
         OVR overdraft: a balance went below zero because payouts
             raced for the last sats
         UNX unexplained-change: a balance changed without a
             payout that explains it, for example when a snapshot
             was restored
         STK stuck-pending: still pending after the faults were
             cleared and the drain was over, although the node is
             done

       a the node times out, then fails the payment; one payout at
         a time (timeout-then-fails)
         naive   the charge is never refunded

       b the node times out, then settles the payment
         (late-settle)
         snapshot-rollback   refunds the charge on a guess, and
           the payment settles; and the restored balance is older
           than the charges of other payouts
         rollback   refunds the charge on a guess, and the
           payment settles
         saga   cancels the hold on a guess, and the payment
           settles

       c the node settles the payment, but its response is lost
         (lost-answer)
         snapshot-rollback   refunds the charge on a guess, and
           the payment settles; and the restored balance is older
           than the charges of other payouts
         rollback   refunds the charge on a guess, and the
           payment settles
         saga   cancels the hold on a guess, and the payment
           settles

       d the API is killed between the charge and the payment
         (crash-before-pay)
         naive, snapshot-rollback, rollback   the charge is
           committed, the process is gone, and nothing knows about
           the payout
         saga   the hold is committed, the process is gone, and
           nothing picks it up again

       e the API is killed between the payment and its
         confirmation (crash-before-confirm)
         naive, snapshot-rollback, rollback   the charge is
           committed, the process is gone, and nothing knows about
           the payout: it fails, and the charge is never refunded
         saga   the hold is committed, the process is gone, and
           nothing picks it up again

       f the caller gives up and retries with the same key while
         the first payment is still in flight (retry-in-flight)
         naive   nothing guards the key: charged again, rejected
           by the node, and reported as failed although the
           payment settles
         snapshot-rollback   nothing guards the key: the second
           attempt is reported as failed although the payment
           settles; and the restored balance is older than the
           charges of other payouts
         rollback   nothing guards the key: the second attempt
           is reported as failed although the payment settles

       g many payouts race for the last sats of a balance
         (race-for-the-last-sats)
         naive, snapshot-rollback, rollback   the balance is
           checked first and charged later, so all payouts that
           race for the last sats pass the check

       h concurrent payouts: some time out while others succeed
         (timeouts-among-successes)
         naive   the charge is never refunded
         snapshot-rollback   the restored balance is older than
           the charges of other payouts

       i two instances of the API share one ledger, and requests
         reach both concurrently (two-instances)

       ✓ AS DOCUMENTED   60 cells, and 3 undocumented ·
                         exit code 0
      "
    `);
  });

  it("is one table at 80 columns, and wraps nothing that it draws at any width", () => {
    const heads = (width: number) => reporters.table(whole, { colour: 0, width }).match(/Strategy/g)?.length;
    expect([heads(80), heads(79), heads(60)]).toEqual([1, 1, 2]);
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
    expect(text).toContain(" ✗ naive × a: documented charged-not-paid, measured balanced\n");
    expect(last(text)).toBe(" ? STOPPED   1 of 54 cells was measured, and 1 differs · exit code 143");
  });
});

describe("a doubt", () => {
  it("stands in the cell and in the list beside what was found in spite of it", () => {
    const measured = { ...lost, doubts: [unfired] };
    const doubted = matrix([cell("naive", "a", { documented: bug, measured, asDocumented: false })], 2);
    const text = reporters.table(doubted, { ...options, width: 120 });
    expect(text).toContain(" │ naive    │ ✗ CNP │   │\n │          │ ✗ ?   │   │\n");
    expect(text).toContain(
      " ✗ naive × a: documented charged-not-paid, measured charged-not-paid 2 payouts −2,040 sats, in doubt because late-settle\n   was planned for 4 payouts and never fired: too few payments met it\n",
    );
    expect(text).toContain(" ✗ NOT AS DOCUMENTED   1 of 1 cell · exit code 2\n");
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

* **CNP** \`charged-not-paid\`: charged but never paid: the bug

**As documented: 3 cells, and 1 undocumented.** 12.3 s.
`);
  });

  it("says which cells differ", () => {
    const text = reporters.markdown(different, options);
    expect(text).toContain("**Not as documented: 3 of 3 cells.** 12.3 s.");
    expect(text).toContain(
      "* `naive` × a: documented charged-not-paid, measured balanced. Reproduce: `npx chaos-payout run x",
    );
  });
});

describe("the json", () => {
  it("has every cell with what was documented and what was measured", () => {
    const report = JSON.parse(reporters.json(documented, options));
    expect(Object.keys(report)).toEqual([
      ...["version", "exitCode", "durationMs", "stopped", "planned", "measured", "strategies", "faults", "cells"],
    ]);
    expect([report.stopped, report.planned, report.measured]).toEqual([false, 4, 4]);
    const told = {
      ...{ verdict: "violated", driftSats: -2_040, inconclusiveBecause: [], doubts: [] },
      findings: [{ kind: "charged-not-paid", payouts: 2, sats: -2_040 }],
    };
    expect(report.cells[0]).toEqual({
      ...{ strategy: "naive", fault: "a", asDocumented: true, documented: bug, measured: told },
      reproduce: "npx chaos-payout run x --strategy naive --seed 42",
    });
    expect(report.cells[2].documented).toBeNull();
  });
});
