import type { Reconciliation } from "../domain/reconciliation.ts";
import { columnsOf, plain, shortened } from "../text/plain.ts";
import { hanging, wrap } from "../text/wrap.ts";
import { concluded } from "./concluded.ts";
import { figure, percent, seconds, signed } from "./figures.ts";
import { drawFrame, frameColumns } from "./frame.ts";
import { type Ink, type Sign, tinted } from "./ink.ts";
import type { Run } from "./report.ts";
import { runSign } from "./sign-of.ts";
import { totalDrift } from "./statement-table.ts";

const HEAD = ["Scenario", "Payouts", "Timeouts", "Findings", "Drift", "Time", "Verdict"] as const;

type Head = (typeof HEAD)[number];

/** Where a name may not be shortened. */
const WHOLE = Number.POSITIVE_INFINITY;

/** How a row is laid out, the best first. A name that is whole can be typed again, and is worth more than what a report above it has too. */
const LAYOUTS: readonly Layout[] = [
  { without: [], air: [1, 1], leastName: WHOLE },
  { without: [], air: [1, 0], leastName: WHOLE },
  { without: ["Payouts"], air: [1, 0], leastName: WHOLE },
  { without: ["Payouts", "Time"], air: [1, 0], leastName: WHOLE },
  { without: ["Payouts", "Time"], air: [1, 0], leastName: 12 },
  { without: ["Payouts", "Time"], air: [0, 0], leastName: 9 },
];

interface Layout {
  readonly without: readonly Head[];
  readonly air: readonly [left: number, right: number];
  /** In columns. */
  readonly leastName: number;
}

interface Row {
  readonly cells: Readonly<Record<Head, string>>;
  readonly sign: Sign;
}

/** Several scenarios at a glance. */
export function summaryTable({ scenarios }: Run, width: number, ink: Ink): string[] {
  const rows = scenarios.map(rowOf);
  const longest = Math.max(...rows.map(({ cells }) => columnsOf(cells.Scenario)));
  for (const { without, air, leastName } of LAYOUTS) {
    const head = HEAD.filter((title) => !without.includes(title));
    const table = { head, rows: rows.map(({ cells }) => head.map((title) => cells[title])), air };
    const room = width - (frameColumns({ ...table, rows: table.rows.map(([, ...rest]) => ["", ...rest]) }, 0) - 8);
    if (room < Math.min(longest, leastName) || room < "Scenario".length) continue;
    return drawFrame({
      ...table,
      rows: table.rows.map(([name = "", ...rest]) => [shortened(name, room), ...rest]),
      aligns: head.map((title) => (title === "Scenario" || title === "Verdict" ? "left" : "right")),
      paintLast: (text, at) => tinted(rows[at]?.sign ?? "?", text, ink),
    });
  }
  return rows.flatMap((row) => unframed(row, width, ink));
}

function rowOf(scenario: Reconciliation): Row {
  const { timeout_rate: rate } = scenario.metrics;
  const { sign, word } = concluded(scenario);
  return {
    sign,
    cells: {
      Scenario: plain(scenario.scenario),
      Payouts: figure(scenario.payouts),
      Timeouts: rate !== undefined && "rate" in rate ? percent(rate.rate) : figure(null),
      Findings: figure(scenario.findings.length),
      Drift: signed(totalDrift(scenario.projects)),
      Time: seconds(scenario.durationMs),
      Verdict: `${sign} ${word.toLowerCase()}`,
    },
  };
}

/** Without a frame, for figures that leave no room for one. */
function unframed({ cells, sign }: Row, width: number, ink: Ink): string[] {
  const { Scenario: name, Verdict: verdict, ...figures } = cells;
  const parts = Object.entries(figures).map(([title, text]) => `${title} ${text}`);
  return [
    ...hanging(" ", 1, wrap([name], width - 1)),
    ...hanging("   ", 3, wrap(parts, width - 3)),
    `   ${tinted(sign, verdict, ink)}`,
  ];
}

/** What several scenarios come to together, with the exit code. */
export function totalLine(run: Run, ink: Ink): string {
  const sign = runSign(run);
  const verdict = tinted(sign, `${sign} ${ink.strong(run.verdict.toUpperCase())}`, ink);
  const { length } = run.scenarios;
  return ` ${verdict}   ${figure(length)} ${length === 1 ? "scenario" : "scenarios"} · exit code ${run.exitCode}`;
}
