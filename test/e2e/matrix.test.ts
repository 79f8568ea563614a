import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { truthTable } from "../../src/explain/truth-table.ts";
import { chaosPayout, childrenOf, eventually, start, temporaryFolder } from "./program.ts";

/** A few cells on real processes; all of them are in test/simulation/truth-table.test.ts, and `matrix` as a whole runs in CI. */
function timeless(text: string): string {
  return text.replaceAll(/[\d.,]+ m?s\b/g, "TIME");
}

interface JsonCell {
  readonly strategy: string;
  readonly fault: string;
  readonly asDocumented: boolean;
  readonly measured: { readonly verdict: string; readonly findings: readonly { readonly kind: string }[] };
}

describe("chaos-payout matrix", () => {
  it("measures the cells it is asked for, draws them, each failure with its reason, and reports them as json", async () => {
    const file = join(temporaryFolder(), "matrix.json");
    const cellsAsked = ["--strategy", "saga", "tracked-saga", "--fault", "crash-before-pay", "i"];
    const reporters = ["--reporter", "table", "--reporter", `json=${file}`];
    const { code, stdout, stderr } = await chaosPayout(["matrix", ...cellsAsked, ...reporters], {
      env: { COLUMNS: "80" },
    });
    expect(timeless(stdout)).toBe(` matrix   2 strategies · 2 faults · 4 cells · TIME

 ┌──────────────────┬──────┬──────────────┐
 │ Fault            │ saga │ tracked-saga │
 ├──────────────────┼──────┼──────────────┤
 │ crash-before-pay │ STK  │ ok           │
 │ two-instances    │ ok   │ ok           │
 └──────────────────┴──────┴──────────────┘
   STK stuck-pending: still pending after the faults were cleared and the drain
       was over, although the node is done

 crash-before-pay
   the API is killed between the charge and the payment
   saga   the hold is committed, the process is gone, and nothing picks it up
     again

 two-instances
   two instances of the API share one ledger, and requests reach both
   concurrently

 ✓ AS DOCUMENTED   4 cells · exit code 0
`);
    expect([code, stderr]).toEqual([0, ""]);
    const { cells } = JSON.parse(readFileSync(file, "utf8")) as { readonly cells: readonly JsonCell[] };
    expect(
      cells.map(({ strategy, fault, asDocumented, measured }) => {
        return [strategy, fault, asDocumented, measured.verdict, measured.findings.map(({ kind }) => kind)];
      }),
    ).toEqual([
      ["saga", "crash-before-pay", true, "stuck", ["stuck-pending"]],
      ["tracked-saga", "crash-before-pay", true, "balanced", []],
      ["saga", "two-instances", true, "balanced", []],
      ["tracked-saga", "two-instances", true, "balanced", []],
    ]);
  });

  it("finds in virtual time what it finds on real processes, and says how to see it again", async () => {
    const cellsAsked = ["--strategy", "saga", "tracked-saga", "--fault", "crash-before-pay", "two-instances"];
    const { code, stdout, stderr } = await chaosPayout(["matrix", "--simulate", ...cellsAsked, "--reporter", "json"]);
    const { cells, simulated } = JSON.parse(stdout);
    expect([code, stderr, simulated]).toEqual([0, "", true]);
    expect(cells.map((cell: JsonCell) => [cell.strategy, cell.fault, cell.measured.verdict])).toEqual([
      ["saga", "crash-before-pay", "stuck"],
      ["tracked-saga", "crash-before-pay", "balanced"],
      ["saga", "two-instances", "balanced"],
      ["tracked-saga", "two-instances", "balanced"],
    ]);
    expect(cells[0].reproduce).toMatch(/^npx chaos-payout run crash-before-pay --strategy saga --simulate --seed \d+$/);
  });

  it("stops in good order at Ctrl-C: nothing half-measured is a cell, and every report says how far it came", async () => {
    const folder = temporaryFolder();
    const reporters = ["--reporter", "json", "--reporter", `markdown=${join(folder, "matrix.md")}`];
    const matrix = start(["matrix", "--strategy", "saga", "--fault", "h", "g", "--jobs", "1", ...reporters]);
    await eventually(() => childrenOf(matrix.pid).length > 0);
    matrix.child.kill("SIGINT");
    const { code, stdout, stderr } = await matrix.ended;
    const report = JSON.parse(stdout);
    expect([code, report.exitCode, report.stopped, report.planned, report.cells]).toEqual([130, 130, true, 2, []]);
    expect(readFileSync(join(folder, "matrix.md"), "utf8")).toContain("**Stopped: 0 of 2 cells were measured.**");
    expect(stderr).toContain("chaos-payout: 2 of 2 cells were not measured\n");
  });

  it("says in its help what the faults are", async () => {
    const { code, stdout } = await chaosPayout(["matrix", "--help"], { env: { COLUMNS: "80" } });
    for (const { scenario } of truthTable) expect(stdout).toContain(`\n  ${scenario} `);
    expect([code, Math.max(...stdout.split("\n").map(({ length }) => length)) <= 80]).toEqual([0, true]);
  });

  it("refuses a fault that it does not have, in one line with a way out", async () => {
    const { code, stdout, stderr } = await chaosPayout(["matrix", "--fault", "late-setle"]);
    expect([code, stdout, stderr]).toEqual([
      64,
      "",
      'chaos-payout: the matrix has no fault "late-setle": did you mean "late-settle"?\n',
    ]);
  });
});
