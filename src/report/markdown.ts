import type { Finding } from "../domain/finding.ts";
import { counted, formatChange, formatChangeInSats, formatElapsed, formatInteger, sentence } from "../domain/format.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { findingTexts } from "../explain/findings.ts";
import { markdownBlock, markdownCode, markdownTable, markdownText } from "../text/markdown.ts";
import { stripControls } from "../text/strip-controls.ts";
import type { Column } from "../text/table.ts";
import { truncateMiddle } from "../text/width.ts";
import { conclusionText } from "./conclusion-text.ts";
import { declarationText } from "./declaration.ts";
import { earlyEndText } from "./early-end.ts";
import type { ReportedScenario, Reporter, Run } from "./report.ts";
import { runSign } from "./signs.ts";
import { statementColumns, statementRow, totalDrift } from "./statement-table.ts";
import { findingDetails, type TestCase, testCasesOf } from "./test-cases.ts";
import type { Sign } from "./theme.ts";

/**
 * The report for a comment on a pull request and for a job summary: the verdict first, all scenarios at a glance, then each of them, those
 * that need a reader before those that do not, with the stories folded.
 *
 * A comment on GitHub holds 65,536 characters and is refused whole when it has more. So what is too much is left out from the end, stories
 * first, and the text says what is missing.
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

interface Ranked {
  readonly scenario: ReportedScenario;
  readonly sign: Sign;
}

function heading(run: Run): string {
  const sign = runSign(run);
  const expected = run.exitCode === 0 && run.verdict !== "balanced" ? ", as expected" : "";
  return `## ${pictures[sign]} chaos-payout: ${run.verdict.toUpperCase()}${expected}`;
}

function overview(run: Run): string {
  const count = run.scenarios.length;
  const seed = run.seed === null ? [] : [`seed ${run.seed}`];
  const facts = [
    `${formatInteger(count)} ${count === 1 ? "scenario" : "scenarios"}`,
    `exit code ${run.exitCode}`,
    ...seed,
  ];
  const ending = earlyEndText(run);
  return [
    `${facts.join(" · ")} · version ${markdownText(run.version)}`,
    ...(ending === undefined ? [] : ["", `❓ ${ending}`]),
  ].join("\n");
}

/** A name in a table, cut where it would be a line of its own. */
function cell(name: string): string {
  return markdownCode(truncateMiddle(stripControls(name), LONGEST_NAME), true);
}

const OVERVIEW: readonly Column[] = [
  { head: "", align: "left" },
  { head: "Scenario", align: "left" },
  { head: "API", align: "left" },
  { head: "Payouts", align: "right" },
  { head: "Timeouts", align: "right" },
  { head: "Findings", align: "left" },
  { head: "Drift (sats)", align: "right" },
  { head: "Verdict", align: "left" },
];

function overviewTable(ranked: readonly Ranked[]): readonly string[] {
  if (ranked.length === 0) return ["No scenario was judged."];
  const rows = ranked.map(({ scenario, sign }) => {
    const timeouts = scenario.metrics.timeout_errors;
    return [
      pictures[sign],
      cell(scenario.scenario),
      cell(scenario.strategy ?? scenario.target ?? ""),
      formatInteger(scenario.payouts),
      formatInteger(timeouts !== undefined && "count" in timeouts ? timeouts.count : null),
      scenario.findings.map(({ kind }) => markdownCode(kind, true)).join(" ") || "–",
      formatChange(totalDrift(scenario.projects)),
      scenario.verdict,
    ];
  });
  return cappedTable(OVERVIEW, rows, "scenario");
}

function statement(projects: readonly ProjectStatement[]): string {
  if (projects.length === 0) return "No project was read.";
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

function section(scenario: ReportedScenario, withStories: boolean): string {
  const { sign, word, remark } = conclusionText(scenario);
  const { description, findings } = scenario;
  const declaration = declarationText(scenario);
  const remarks = remark === "" ? "" : `, ${markdownText(remark)}`;
  const parts = [
    `### ${pictures[sign]} ${markdownCode(scenario.scenario)}: ${word}${remarks}`,
    ...(declaration === undefined ? [] : [markdownText(sentence(declaration))]),
    ...(description === "" ? [] : [markdownText(description)]),
    statement(scenario.projects),
    ...findings.map((finding) => findingPart(finding, scenario, withStories)),
    list(scenario),
    `Reproduce: ${markdownCode(scenario.reproduce)}`,
  ];
  return `\n${parts.join("\n\n")}\n`;
}

/** Inside `<summary>` markdown is not read, so what stands there is HTML, and all of it is our own words. */
function findingPart(finding: Finding, scenario: ReportedScenario, withStories: boolean): string {
  const answer = testCasesOf(scenario).find(({ kind, name }) => kind === "check" && name === finding.kind);
  const extent = `${counted(finding.payouts, "payout")}, ${formatChangeInSats(finding.msat)}`;
  const line = `${extent}: ${findingTexts[finding.kind].summary}`;
  const picture = pictures[answer?.sign ?? "✗"];
  const explained = markdownCode(`npx chaos-payout explain ${finding.kind}`);
  if (!withStories) return `${picture} **${finding.kind}** ${line}. The stories are left out for length; ${explained}`;
  const story = findingDetails(finding, scenario.projects);
  return [
    "<details>",
    `<summary>${picture} <b>${finding.kind}</b> ${line}</summary>`,
    "",
    ...(story.length === 0 ? [] : [markdownBlock(story), ""]),
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
  const what = count === 1 ? "1 scenario is" : `${formatInteger(count)} scenarios are`;
  return `${what} left out here, because a comment holds ${formatInteger(MOST_CHARACTERS)} characters; the reports \`json\` and \`junit\` have all.`;
}
