import { appendFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { worstVerdict } from "../domain/verdict.ts";
import { reporters } from "../report/index.ts";
import type { ReportedScenario, ReporterName, ReportOptions, Run } from "../report/report.ts";
import { didYouMean } from "../scenario/did-you-mean.ts";
import { type CiEnvironment, ciChoices, fromWorkspace, GITLAB_FILE } from "./ci.ts";
import { exitCodeOf, exitCodes, worstExitCode } from "./exit-code.ts";
import { screen, USUAL_COLUMNS } from "./screen.ts";
import { sayTrouble } from "./trouble.ts";
import { UsageError } from "./usage-error.ts";

/** One `--reporter`: what to render, and the file it goes to; undefined is standard output. */
export interface ReporterChoice<Name extends string = ReporterName> {
  readonly name: Name;
  readonly file: string | undefined;
  /** Switched on by CI and not asked for, so a file that cannot be written is said and is no failure. */
  readonly unasked?: boolean;
  /** Added to the end of its file, which others write to as well. */
  readonly appended?: boolean;
}

/** What the `--reporter` flags ask for out of `names`; the first of them where there is none. @throws UsageError */
export function reporterChoices<Name extends string>(
  flags: readonly string[],
  names: readonly [Name, ...Name[]],
): readonly ReporterChoice<Name>[] {
  const choices = flags.map((flag) => reporterChoice(flag, names));
  const onScreen = choices.filter(({ file }) => file === undefined);
  if (onScreen.length > 1) {
    const both = onScreen.map(({ name }) => name).join(" and ");
    throw new UsageError(
      `${both} cannot both go to the screen: give one of them a file, as in --reporter ${onScreen[1]?.name}=FILE`,
    );
  }
  refuseOneFileForTwo(choices);
  return choices.length === 0 ? [{ name: names[0], file: undefined }] : choices;
}

/** The second would overwrite the first, except in what is no real file. */
function refuseOneFileForTwo(choices: readonly ReporterChoice<string>[]): void {
  const taken = new Map<string, string>();
  for (const { name, file } of choices) {
    if (file === undefined || file.startsWith("/dev/")) continue;
    const other = taken.get(resolve(file));
    if (other !== undefined) throw new UsageError(`${other} and ${name} cannot both go to ${file}: name two files`);
    taken.set(resolve(file), name);
  }
}

function reporterChoice<Name extends string>(flag: string, names: readonly Name[]): ReporterChoice<Name> {
  const at = flag.indexOf("=");
  const name = at === -1 ? flag : flag.slice(0, at);
  const file = at === -1 ? undefined : flag.slice(at + 1);
  const known = names.find((each) => each === name);
  if (known === undefined) {
    const near = didYouMean(name, names);
    const way = near === undefined ? `choose ${names.join(" or ")}` : `did you mean "${near}"?`;
    throw new UsageError(`there is no reporter "${name}": ${way}`);
  }
  if (file === "") throw new UsageError(`--reporter ${name}= names no file`);
  // Found now, and not after the run that it was to report.
  if (file !== undefined && !existsSync(dirname(file))) {
    throw new UsageError(`--reporter ${flag}: there is no folder ${dirname(file)}: make it first`);
  }
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--reporter ${flag}: ${file} is a folder: name a file in it`);
  }
  return { name: known, file };
}

/**
 * Renders once for each choice and writes the texts, those for the screen first. What goes wrong with one of them is said on stderr and
 * keeps no other from being written; the answer is the exit code of the first of it, 0 for none.
 */
export function writeTexts<Name extends string>(
  choices: readonly ReporterChoice<Name>[],
  render: (name: Name, options: ReportOptions) => string,
): number {
  const screenFirst = [...choices].sort(
    (left, right) => Number(left.file !== undefined) - Number(right.file !== undefined),
  );
  const codes = screenFirst.map((choice) => {
    try {
      writeText(choice, render);
      return exitCodes.asExpected;
    } catch (error) {
      const code = sayTrouble(error);
      return choice.unasked === true ? exitCodes.asExpected : code;
    }
  });
  return codes.find((code) => code !== exitCodes.asExpected) ?? exitCodes.asExpected;
}

function writeText<Name extends string>(
  { name, file, appended }: ReporterChoice<Name>,
  render: (name: Name, options: ReportOptions) => string,
): void {
  if (file === undefined) process.stdout.write(render(name, screen()));
  else writeFile(file, render(name, { colour: 0, width: USUAL_COLUMNS }), appended === true);
}

/** Where a report of scenarios goes, and what is known of the place. */
export interface Reporting {
  /** What was asked for. */
  readonly choices: readonly ReporterChoice[];
  /** The version of chaos-payout. */
  readonly version: string;
  /** Undefined where CI is to switch nothing on. */
  readonly ci: CiEnvironment | undefined;
}

/**
 * Reports runs. `codes` are exit codes of what ended the runs before all were done; without any run only files are written, because a
 * file that is missing, or is that of another run, would be taken for good news. The answer is the exit code: a verdict that is bad news
 * is never lost to a report that could not be written, and good news is.
 */
export function writeReports(
  { choices, version, ci }: Reporting,
  scenarios: readonly ReportedScenario[],
  codes: readonly number[] = [],
): number {
  const exitCode = worstExitCode([...codes, ...scenarios.map(exitCodeOf)]);
  const run = runOf(scenarios, version, exitCode);
  const switchedOn = ci === undefined ? [] : ciChoices(choices, ci);
  const asked = scenarios.length > 0 ? choices : choices.filter(({ file }) => file !== undefined);
  const trouble = writeTexts([...asked, ...switchedOn], (name, options) => {
    return reporters[name](name === "github" && ci !== undefined ? onGitHub(run, ci) : run, options);
  });
  if (switchedOn.some(({ file }) => file === GITLAB_FILE)) {
    process.stderr.write(`chaos-payout: GitLab CI: junit is written to ${GITLAB_FILE} (--no-ci switches this off)\n`);
  }
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
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
