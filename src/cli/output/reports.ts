import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { worstVerdict } from "../../domain/verdict.ts";
import { reporters } from "../../report/index.ts";
import {
  type Detail,
  drawingReporters,
  type ReportedScenario,
  type ReportOptions,
  type Run,
} from "../../report/report.ts";
import { briefVerdict } from "../brief-verdict.ts";
import { type CiEnvironment, ciChoices, fromWorkspace } from "../ci/environment.ts";
import { unobeyed } from "../ci/escape-workflow-commands.ts";
import { UsageError } from "../errors.ts";
import { exitCodeOf, exitCodes, worstExitCode } from "../exit-code.ts";
import { reason } from "../system-error.ts";
import { screen } from "../terminal/capabilities.ts";
import { USUAL_COLUMNS } from "../terminal/width.ts";
import { sayTrouble } from "../trouble.ts";
import { pageParts } from "./page-assets.ts";
import type { ReporterChoice } from "./reporter-choice.ts";

/** Renders with the reporter of this name. */
type Render<Name> = (name: Name, options: ReportOptions) => string | Promise<string>;

/**
 * Renders once for each choice and writes the texts, those for the screen first. What goes wrong with one of them is said on stderr and
 * keeps no other from being written; the answer is the exit code of the first of it, 0 for none.
 */
export async function writeTexts<Name extends string>(
  choices: readonly ReporterChoice<Name>[],
  render: Render<Name>,
): Promise<number> {
  const screenFirst = [...choices].sort(
    (left, right) => Number(left.file !== undefined) - Number(right.file !== undefined),
  );
  const codes: number[] = [];
  for (const choice of screenFirst) {
    try {
      await writeText(choice, render);
    } catch (error) {
      const code = sayTrouble(error);
      if (choice.unasked !== true) codes.push(code);
    }
  }
  return codes[0] ?? exitCodes.asExpected;
}

async function writeText<Name extends string>(
  { name, file, appended, remark }: ReporterChoice<Name>,
  render: Render<Name>,
): Promise<void> {
  if (file === undefined) {
    const text = await render(name, screen());
    // What GitHub is to obey is made by one reporter alone, which escapes all the rest.
    process.stdout.write(name === "github" ? text : unobeyed(text));
  } else writeFile(file, await render(name, { colour: 0, width: USUAL_COLUMNS }), appended === true);
  if (remark !== undefined) process.stderr.write(`chaos-payout: ${remark}\n`);
}

/** Where a report of scenarios goes, and what is known of the place. */
export interface Reporting {
  /** What was asked for. */
  readonly choices: readonly ReporterChoice[];
  /** The version of chaos-payout. */
  readonly version: string;
  /** Undefined where CI is to switch nothing on. */
  readonly ci: CiEnvironment | undefined;
  /** How much is to be told; the usual where it is left out. */
  readonly detail?: Detail | undefined;
}

/**
 * Reports runs. `codes` are exit codes of what ended the runs before all were done; without any run only files are written, because a
 * file that is missing, or is that of another run, would be taken for good news. The answer is the exit code: a verdict that is bad news
 * is never lost to a report that could not be written, and good news is.
 */
export async function writeReports(
  { choices, version, ci, detail = "usual" }: Reporting,
  scenarios: readonly ReportedScenario[],
  codes: readonly number[] = [],
): Promise<number> {
  const exitCode = worstExitCode([...codes, ...scenarios.map(exitCodeOf)]);
  const run = runOf(scenarios, version, exitCode);
  process.stdout.write(unobeyed(await briefVerdict(choices, run)));
  const switchedOn = ci === undefined ? [] : ciChoices(choices, ci);
  const asked = scenarios.length > 0 ? choices : choices.filter(({ file }) => file !== undefined);
  const trouble = await writeTexts([...asked, ...switchedOn], async (name, options) => {
    const reporter = await reporters[name]();
    const page = drawingReporters.includes(name) ? pageParts() : undefined;
    return reporter(name === "github" && ci !== undefined ? onGitHub(run, ci) : run, { ...options, detail, page });
  });
  return exitCode === exitCodes.asExpected ? trouble : exitCode;
}

function runOf(scenarios: readonly ReportedScenario[], version: string, exitCode: number): Run {
  const [first, ...others] = scenarios.map(({ seed }) => seed);
  const seed = first !== undefined && others.every((other) => other === first) ? first : null;
  return { version, seed, exitCode, verdict: worstVerdict(scenarios.map(({ verdict }) => verdict)), scenarios };
}

function onGitHub(run: Run, ci: CiEnvironment): Run {
  return { ...run, scenarios: run.scenarios.map((scenario) => fromWorkspace(scenario, process.cwd(), ci)) };
}

/** How much is to be told, as `--quiet` and `--verbose` say. */
export function detailOf(flags: { readonly quiet?: boolean; readonly verbose?: boolean }): Detail {
  if (flags.quiet === true) return "brief";
  return flags.verbose === true ? "full" : "usual";
}

/** A job summary of more than 1 MiB is dropped whole; steps before this one may have written to it. */
const MOST_APPENDED_BYTES = 1_000_000;

/** Writes a file. @throws UsageError when that cannot be done. */
function writeFile(file: string, text: string, append: boolean): void {
  try {
    const before = append ? (statSync(file, { throwIfNoEntry: false })?.size ?? 0) : 0;
    if (append && before + Buffer.byteLength(text) > MOST_APPENDED_BYTES)
      throw new Error("there is no room left in it");
    if (append) appendFileSync(file, text);
    else writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${reason(error)}`);
  }
}
