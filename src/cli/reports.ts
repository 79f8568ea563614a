import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { worstVerdict } from "../domain/verdict.ts";
import { reporters } from "../report/index.ts";
import {
  drawingReporters,
  type ReportedScenario,
  type ReporterName,
  type ReportOptions,
  type Run,
} from "../report/report.ts";
import { exitCodeOf, worstExitCode } from "./exit-code.ts";
import { pageParts } from "./page-parts.ts";
import { screen, USUAL_COLUMNS } from "./screen.ts";
import { UsageError } from "./usage-error.ts";

/** One `--reporter`: what to render, and the file it goes to; undefined is standard output. */
export interface ReporterChoice<Name extends string = ReporterName> {
  readonly name: Name;
  readonly file: string | undefined;
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
  return choices.length === 0 ? [{ name: names[0], file: undefined }] : choices;
}

function reporterChoice<Name extends string>(flag: string, names: readonly Name[]): ReporterChoice<Name> {
  const at = flag.indexOf("=");
  const name = at === -1 ? flag : flag.slice(0, at);
  const file = at === -1 ? undefined : flag.slice(at + 1);
  const known = names.find((each) => each === name);
  if (known === undefined) throw new UsageError(`there is no reporter "${name}": choose ${names.join(" or ")}`);
  if (file === undefined && (drawingReporters as readonly string[]).includes(name)) {
    throw new UsageError(`--reporter ${name} makes a page, which needs a file: --reporter ${name}=report.${name}`);
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

/** Renders once for each choice and writes the texts, those for the screen first. @throws UsageError */
export function writeTexts<Name extends string>(
  choices: readonly ReporterChoice<Name>[],
  render: (name: Name, options: ReportOptions) => string,
): void {
  const screenFirst = [...choices].sort(
    (left, right) => Number(left.file !== undefined) - Number(right.file !== undefined),
  );
  for (const { name, file } of screenFirst) {
    if (file === undefined) process.stdout.write(render(name, screen()));
    else writeFile(file, render(name, { colour: 0, width: USUAL_COLUMNS }));
  }
}

/**
 * Reports runs. `codes` are exit codes of what ended the runs before all were done. The answer is the exit code.
 */
export function writeReports(
  choices: readonly ReporterChoice[],
  scenarios: readonly ReportedScenario[],
  version: string,
  codes: readonly number[] = [],
): number {
  const exitCode = worstExitCode([...codes, ...scenarios.map(exitCodeOf)]);
  const [first, ...others] = scenarios.map(({ seed }) => seed);
  const seed = first !== undefined && others.every((other) => other === first) ? first : null;
  const run: Run = {
    version,
    seed,
    exitCode,
    verdict: worstVerdict(scenarios.map(({ verdict }) => verdict)),
    scenarios,
  };
  writeTexts(choices, (name, options) =>
    reporters[name](run, drawingReporters.includes(name) ? { ...options, page: pageParts() } : options),
  );
  return exitCode;
}

/** Writes a file. @throws UsageError when that cannot be done. */
function writeFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
