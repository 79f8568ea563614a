import type { Finding } from "../domain/finding.ts";
import { counted, formatChange, formatElapsed, formatInteger, sentence } from "../domain/format.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { findingTexts } from "../explain/findings.ts";
import { markdownBlock, markdownCode, markdownTable, markdownText } from "../text/markdown.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Column, left, right } from "../text/table.ts";
import { truncateMiddle } from "../text/width.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { ReportedScenario, Reporter, Run } from "./report.ts";
import { runSign } from "./signs.ts";
import { statementColumns, statementRow, totalDrift } from "./statement-table.ts";
import { extentOf, findingDetails, type TestCase, testCasesOf } from "./test-cases.ts";
import type { Sign } from "./theme.ts";
import { declarationText, earlyEndText, subjectOf } from "./wording.ts";

/**
 * The report for a pull request comment or a job summary: the verdict, an overview, then each scenario, the worst first, with folded
 * timelines. GitHub refuses more than 65,536 characters, so the end is omitted if it must be, timelines first.
 */
export const markdown: Reporter = (run) => {
  const ranked = run.scenarios
    .map((scenario) => ({ scenario, sign: conclusionText(scenario).sign }))
    .toSorted((left, right) => order.indexOf(left.sign) - order.indexOf(right.sign));
  const head = [heading(run), "", overview(run), "", ...overviewTable(ranked)];
  let text = `${head.join("\n")}\n`;
  for (const [index, { scenario }] of ranked.entries()) {
    const room = MOST_CHARACTERS - ROOM_FOR_NOTE - text.length;
    const whole = section(scenario, true);
    const fitting = whole.length <= room ? whole : section(scenario, false);
    if (fitting.length > room) return `${text}\n${leftOut(ranked.length - index)}\n`;
    text += fitting;
  }
  return text;
};

const MOST_CHARACTERS = 65_536;
const ROOM_FOR_NOTE = 300;
const MOST_ROWS = 200;
const LONGEST_NAME = 80;

const order: readonly Sign[] = ["✗", "?", "✓"];

const pictures = { "✓": "✅", "✗": "❌", "?": "❓" } as const satisfies Record<Sign, string>;

function heading(run: Run): string {
  const sign = runSign(run);
  const expected = run.exitCode === 0 && run.verdict !== "balanced" ? ", as expected" : "";
  return `## ${pictures[sign]} chaos-payout: ${run.verdict.toUpperCase()}${expected}`;
}

function overview(run: Run): string {
  const seed = run.seed === null ? [] : [`seed ${run.seed}`];
  const version = `version ${markdownText(run.version)}`;
  const facts = [counted(run.scenarios.length, "scenario"), `exit code ${run.exitCode}`, ...seed, version].join(" · ");
  const ending = earlyEndText(run);
  return ending === undefined ? facts : `${facts}\n\n❓ ${ending}`;
}

/** A name in a table, shortened in its middle. */
function cell(name: string): string {
  return markdownCode(truncateMiddle(stripControls(name), LONGEST_NAME), true);
}

const OVERVIEW = [
  ...["", "Scenario", "API"].map(left),
  ...["Payouts", "Timeouts"].map(right),
  ...[left("Findings"), right("Drift (sats)"), left("Verdict")],
];

function overviewTable(
  ranked: readonly { readonly scenario: ReportedScenario; readonly sign: Sign }[],
): readonly string[] {
  if (ranked.length === 0) return ["No scenario was judged."];
  const rows = ranked.map(({ scenario, sign }) => [
    pictures[sign],
    cell(scenario.scenario),
    cell(subjectOf(scenario)),
    formatInteger(scenario.payouts),
    formatInteger(scenario.metrics.timeout_errors?.count ?? null),
    scenario.findings.map(({ kind }) => markdownCode(kind, true)).join(" ") || "–",
    formatChange(totalDrift(scenario.projects)),
    scenario.verdict,
  ]);
  return cappedTable(OVERVIEW, rows, "scenario");
}

function statement(projects: readonly ProjectStatement[]): string {
  if (projects.length === 0) return "No project balance was read.";
  const rows = projects.map((project) => [cell(project.projectId), ...statementRow(project).slice(1)]);
  return cappedTable(statementColumns, rows, "project").join("\n");
}

/** A table with its first rows, and a line that counts the others. */
function cappedTable(columns: readonly Column[], rows: readonly string[][], noun: string): readonly string[] {
  const more = rows.length - MOST_ROWS;
  return [
    ...markdownTable(columns, rows.slice(0, MOST_ROWS)),
    ...(more > 0 ? ["", `… and ${counted(more, `more ${noun}`)}.`] : []),
  ];
}

function section(scenario: ReportedScenario, withTimelines: boolean): string {
  const { sign, word, remark } = conclusionText(scenario);
  const declaration = declarationText(scenario);
  const parts = [
    `### ${pictures[sign]} ${markdownCode(scenario.scenario)}: ${word}${remark === "" ? "" : `, ${markdownText(remark)}`}`,
    declaration === undefined ? "" : markdownText(sentence(declaration)),
    markdownText(scenario.description),
    statement(scenario.projects),
    ...scenario.findings.map((finding) => findingPart(finding, scenario, withTimelines)),
    list(scenario),
    `Reproduce: ${markdownCode(scenario.reproduce)}`,
  ];
  return `\n${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Markdown does not work inside `<summary>`, so that is HTML, and only our own words. */
function findingPart(finding: Finding, scenario: ReportedScenario, withTimelines: boolean): string {
  const answer = testCasesOf(scenario).find(({ kind, name }) => kind === "check" && name === finding.kind);
  const line = `${extentOf(finding)}: ${findingTexts[finding.kind].summary}`;
  const picture = pictures[answer?.sign ?? "✗"];
  const explained = markdownCode(`npx chaos-payout explain ${finding.kind}`);
  if (!withTimelines) return `${picture} **${finding.kind}** ${line}. Timelines are omitted for length; ${explained}`;
  const timeline = findingDetails(finding, scenario.projects);
  return [
    "<details>",
    `<summary>${picture} <b>${finding.kind}</b> ${line}</summary>`,
    "",
    ...(timeline.length === 0 ? [] : [markdownBlock(timeline), ""]),
    `What it means and what fixes it: ${explained}`,
    "",
    "</details>",
  ].join("\n");
}

function list(scenario: ReportedScenario): string {
  const { doubts, alerts, notes, durationMs } = scenario;
  const answers = testCasesOf(scenario);
  const of = (kind: TestCase["kind"]) => answers.filter((answer) => answer.kind === kind);
  return [
    ...doubts.map((doubt) => `❓ ${markdownText(doubtSentence(doubt))}`),
    ...of("threshold").map(({ sign, name, summary }) =>
      `${pictures[sign]} ${markdownCode(name)} ${markdownText(summary)}`.trimEnd(),
    ),
    ...alerts.map(({ name, severity, when, fired, value }) => {
      const state = value === null ? "no samples" : fired ? "**fired**" : "did not fire";
      return `${value === null ? pictures["?"] : fired ? "🔔" : "🔕"} alert ${markdownCode(name)} (${severity}) ${state}: ${markdownCode(when)}`;
    }),
    ...of("fault").map(
      ({ sign, name, summary }) => `${pictures[sign]} fault ${markdownCode(name)} ${markdownText(summary)}`,
    ),
    ...notes.map((note) => `note: ${markdownText(note)}`),
    `whole run ${formatElapsed(durationMs)}`,
  ]
    .map((line) => `* ${line}`)
    .join("\n");
}

function leftOut(count: number): string {
  return `${counted(count, "scenario is", "scenarios are")} omitted: a comment holds ${formatInteger(MOST_CHARACTERS)} characters. The \`json\` and \`junit\` reports show all.`;
}
