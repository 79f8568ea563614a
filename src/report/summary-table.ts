import Table from "cli-table3";
import { figure, signed } from "./figures.ts";
import { type Ink, tinted, verdictSigns } from "./ink.ts";
import { columnsOf, plain, shortened } from "./plain.ts";
import type { Run } from "./report.ts";
import { totalDrift } from "./statement-table.ts";
import { conclusion } from "./verdict-lines.ts";

const HEAD = ["Scenario", "Timeouts", "Findings", "Drift", "Verdict"] as const;

/** Several scenarios at a glance, and what they come to together. */
export function summaryTable(run: Run, width: number, ink: Ink): string[] {
  const rows = run.scenarios.map((scenario) => {
    const timeouts = scenario.metrics.timeout_errors;
    const { sign, word } = conclusion(scenario);
    return {
      name: plain(scenario.scenario),
      figures: [
        figure(timeouts !== undefined && "count" in timeouts ? timeouts.count : null),
        figure(scenario.findings.length),
        signed(totalDrift(scenario.projects)),
      ],
      sign,
      verdict: `${sign} ${word.toLowerCase()}`,
    };
  });
  const others = HEAD.slice(1).map((head, index) =>
    Math.max(head.length, ...rows.map((row) => columnsOf(row.figures[index] ?? row.verdict))),
  );
  // One column before the frame, its own lines, and one column of air on either side of each cell.
  const nameRoom = width - 1 - (HEAD.length + 1) - 2 * HEAD.length - others.reduce((left, right) => left + right);
  const table = new Table({
    head: [...HEAD],
    colAligns: HEAD.map((_, index) => (index === 0 || index === HEAD.length - 1 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    table.push([shortened(row.name, Math.max(nameRoom, 8)), ...row.figures, tinted(row.sign, row.verdict, ink)]);
  }
  const lines = table.toString().split("\n");
  return [...lines.map((line) => ` ${line}`), totalLine(run, ink)];
}

function totalLine(run: Run, ink: Ink): string {
  // Expected bad news ends with 0, and a crossed threshold does not: so it is the exit code that says whether all is well.
  const sign = run.exitCode === 0 ? "✓" : verdictSigns[run.verdict] === "?" ? "?" : "✗";
  const verdict = tinted(sign, `${sign} ${ink.strong(run.verdict.toUpperCase())}`, ink);
  return ` ${verdict}   ${figure(run.scenarios.length)} scenarios · exit code ${run.exitCode}`;
}
