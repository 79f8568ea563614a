import { formatChange, formatInteger, formatPercent, formatSeconds } from "../domain/format.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { textWidth, truncateMiddle } from "../text/width.ts";
import { hangingIndent, wrapPhrases } from "../text/wrap.ts";
import { conclusionText } from "./conclusion-text.ts";
import { drawFrame, frameColumns } from "./frame.ts";
import type { Run } from "./report.ts";
import { runSign } from "./signs.ts";
import { totalDrift } from "./statement-table.ts";
import { paint, type Sign, type Theme } from "./theme.ts";

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
export function summaryTable({ scenarios }: Run, width: number, ink: Theme): string[] {
  const rows = scenarios.map(rowOf);
  const longest = Math.max(...rows.map(({ cells }) => textWidth(cells.Scenario)));
  for (const { without, air, leastName } of LAYOUTS) {
    const head = HEAD.filter((title) => !without.includes(title));
    const table = { head, rows: rows.map(({ cells }) => head.map((title) => cells[title])), air };
    const room = width - (frameColumns({ ...table, rows: table.rows.map(([, ...rest]) => ["", ...rest]) }, 0) - 8);
    if (room < Math.min(longest, leastName) || room < "Scenario".length) continue;
    return drawFrame({
      ...table,
      rows: table.rows.map(([name = "", ...rest]) => [truncateMiddle(name, room), ...rest]),
      aligns: head.map((title) => (title === "Scenario" || title === "Verdict" ? "left" : "right")),
      paintLast: (text, at) => paint(rows[at]?.sign ?? "?", text, ink),
    });
  }
  return rows.flatMap((row) => unframed(row, width, ink));
}

function rowOf(scenario: Reconciliation): Row {
  const { timeout_rate: rate } = scenario.metrics;
  const { sign, word } = conclusionText(scenario);
  return {
    sign,
    cells: {
      Scenario: stripControls(scenario.scenario),
      Payouts: formatInteger(scenario.payouts),
      Timeouts: rate !== undefined && "rate" in rate ? formatPercent(rate.rate) : formatInteger(null),
      Findings: formatInteger(scenario.findings.length),
      Drift: formatChange(totalDrift(scenario.projects)),
      Time: formatSeconds(scenario.durationMs),
      Verdict: `${sign} ${word.toLowerCase()}`,
    },
  };
}

/** Without a frame, for figures that leave no room for one. */
function unframed({ cells, sign }: Row, width: number, ink: Theme): string[] {
  const { Scenario: name, Verdict: verdict, ...figures } = cells;
  const parts = Object.entries(figures).map(([title, text]) => `${title} ${text}`);
  return [
    ...hangingIndent(" ", 1, wrapPhrases([name], width - 1)),
    ...hangingIndent("   ", 3, wrapPhrases(parts, width - 3)),
    `   ${paint(sign, verdict, ink)}`,
  ];
}

/** What several scenarios come to together, with the exit code. */
export function totalLine(run: Run, ink: Theme): string {
  const sign = runSign(run);
  const verdict = paint(sign, `${sign} ${ink.strong(run.verdict.toUpperCase())}`, ink);
  const { length } = run.scenarios;
  return ` ${verdict}   ${formatInteger(length)} ${length === 1 ? "scenario" : "scenarios"} · exit code ${run.exitCode}`;
}
