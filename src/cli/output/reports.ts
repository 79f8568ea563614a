import { appendFileSync, statSync, writeFileSync } from "node:fs";
import type { Fact } from "../../domain/fact.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import { worstVerdict } from "../../domain/verdict.ts";
import { drawingReporters, reporterNames, reporters } from "../../report/index.ts";
import type { Detail, ReportedScenario, ReportOptions, Run } from "../../report/report.ts";
import { type CiEnvironment, escapeOnGitHub, fromWorkspace } from "../ci/environment.ts";
import { orUsageError, reportError, UsageError } from "../errors.ts";
import { exitCodeOf, exitCodes, worstExitCode } from "../exit-code.ts";
import { stdoutOptions } from "../terminal/capabilities.ts";
import { DEFAULT_COLUMNS } from "../terminal/width.ts";
import { pageAssets } from "./page-assets.ts";
import { ciChoices, type ReporterChoice, reporterChoices } from "./reporter-choice.ts";

/** Renders with the reporter of this name. */
type Render<Name> = (name: Name, options: ReportOptions) => string | Promise<string>;

/** Renders and writes a text for each choice, stdout first. An error does not stop the others; returns the exit code of the first. */
export async function writeTexts<Name extends string>(
  choices: readonly ReporterChoice<Name>[],
  render: Render<Name>,
): Promise<number> {
  const toStdout = choices.filter(({ file }) => file === undefined);
  const toFiles = choices.filter(({ file }) => file !== undefined);
  const codes: number[] = [];
  for (const choice of [...toStdout, ...toFiles]) {
    try {
      await writeText(choice, render);
    } catch (error) {
      const code = reportError(error);
      if (choice.automatic !== true) codes.push(code);
    }
  }
  return codes[0] ?? exitCodes.asExpected;
}

async function writeText<Name extends string>(
  { name, file, appended, notice }: ReporterChoice<Name>,
  render: Render<Name>,
): Promise<void> {
  if (file === undefined) {
    const text = await render(name, stdoutOptions());
    // The reporter github makes the workflow commands, and escapes everything else itself.
    process.stdout.write(name === "github" ? text : escapeOnGitHub(text));
  } else writeFile(file, await render(name, { colour: 0, width: DEFAULT_COLUMNS }), appended === true);
  if (notice !== undefined) process.stderr.write(`chaos-payout: ${notice}\n`);
}

/** Where the reports of a run go, and how detailed they are. */
export interface ReportSettings {
  readonly choices: readonly ReporterChoice[];
  /** The version of chaos-payout. */
  readonly version: string;
  /** Undefined with --no-ci. */
  readonly ci: CiEnvironment | undefined;
  readonly detail: Detail;
}

/** The flags that say how a run is reported. */
export interface ReportFlags {
  readonly reporter: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False with --no-ci. */
  readonly ci: boolean;
}

/** Reads the flags. @throws UsageError */
export function reportSettings({ reporter, quiet, verbose, ci }: ReportFlags, version: string): ReportSettings {
  return {
    choices: reporterChoices(reporter, reporterNames),
    version,
    ci: ci ? process.env : undefined,
    detail: quiet === true ? "brief" : verbose === true ? "full" : "usual",
  };
}

/** Which payouts of a finding get a timeline. */
export function timelinesFor({ detail }: ReportSettings): "all" | "some" {
  return detail === "full" ? "all" : "some";
}

/**
 * Reports runs; `codes` are the exit codes of what ended them early. Without any run it writes only files, because a missing file, or that
 * of an earlier run, would look like good news. Returns the exit code: a failed write is an error only if the verdict is good.
 */
export async function writeReports(
  { choices, version, ci, detail }: ReportSettings,
  scenarios: readonly ReportedScenario[],
  codes: readonly number[] = [],
): Promise<number> {
  const exitCode = worstExitCode([...codes, ...scenarios.map(exitCodeOf)]);
  const run = runOf(scenarios, version, exitCode);
  process.stdout.write(escapeOnGitHub(await briefVerdict(choices, run)));
  const automatic = ci === undefined ? [] : ciChoices(choices, ci);
  const requested = scenarios.length > 0 ? choices : choices.filter(({ file }) => file !== undefined);
  const writeExitCode = await writeTexts([...requested, ...automatic], async (name, options) => {
    const reporter = await reporters[name].load();
    const page = drawingReporters.includes(name) ? pageAssets() : undefined;
    const isAnnotation = name === "github" && ci !== undefined;
    const named = isAnnotation ? scenarios.map((scenario) => fromWorkspace(scenario, process.cwd(), ci)) : scenarios;
    return reporter({ ...run, scenarios: named }, { ...options, detail, page });
  });
  return exitCode === exitCodes.asExpected ? writeExitCode : exitCode;
}

/** The brief table, if every report goes to a file that nobody sees; else "". */
async function briefVerdict(choices: readonly ReporterChoice[], run: Run): Promise<string> {
  const isSeen = choices.some(({ file }) => file === undefined || /^\/(?:dev|proc)\/(?!null$)/.test(file));
  if (isSeen || run.scenarios.length === 0) return "";
  const { table } = await import("../../report/table.ts");
  return table(run, { ...stdoutOptions(), detail: "brief" });
}

function runOf(scenarios: readonly ReportedScenario[], version: string, exitCode: number): Run {
  const [first, ...others] = scenarios.map(({ seed }) => seed);
  const seed = first !== undefined && others.every((other) => other === first) ? first : null;
  return { version, seed, exitCode, verdict: worstVerdict(scenarios.map(({ verdict }) => verdict)), scenarios };
}

/** Adds the chart of a run to its reconciliation. */
type AddChart = (reconciliation: Reconciliation, facts: Iterable<Fact>) => ReportedScenario;

/** Adds charts if a reporter that draws them was chosen; otherwise adds nothing and loads nothing. */
export async function chartsFor(choices: readonly ReporterChoice[]): Promise<AddChart> {
  if (!choices.some(({ name }) => drawingReporters.includes(name))) return (reconciliation) => reconciliation;
  const { chartOf } = await import("../../reconcile/chart/index.ts");
  return (reconciliation, facts) => ({ ...reconciliation, chart: chartOf(facts) });
}

/** GitHub drops a whole job summary of more than 1 MiB, and earlier steps may have written to it. */
const MAX_SUMMARY_BYTES = 1_000_000;

function writeFile(file: string, text: string, append: boolean): void {
  const cannot = (reason: string) => `cannot write ${file}: ${reason}`;
  orUsageError(() => {
    if (!append) return writeFileSync(file, text);
    const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (before + Buffer.byteLength(text) > MAX_SUMMARY_BYTES)
      throw new UsageError(cannot("there is no room left in it"));
    appendFileSync(file, text);
  }, cannot);
}
