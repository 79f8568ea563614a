import { problemAnnotations } from "../ci/annotations.ts";
import { exitCodes } from "../exit-code.ts";
import { refuseOverwriting } from "../output/files.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { shippedNotice } from "../scenarios/resolve.ts";
import { validateScenarios } from "./check.ts";
import { validationReporters } from "./reports.ts";

/** The flags of `validate`. */
export interface ValidateFlags {
  readonly filter: readonly string[];
  readonly set: readonly string[];
  readonly reporter: readonly string[];
  /** False with --no-ci. */
  readonly ci: boolean;
}

/** Checks scenarios and reports the problems; returns the exit code. @throws UsageError where there is nothing to read. */
export async function validateCommand(names: readonly string[], flags: ValidateFlags): Promise<number> {
  const choices = reporterChoices(flags.reporter, ["text", "json"]);
  const validation = await validateScenarios(names, process.cwd(), { set: flags.set, filters: flags.filter });
  refuseOverwriting({ choices, read: validation.files.flatMap(({ sources }) => sources) });
  const defaulted = { names, filters: flags.filter, chosen: validation.files.length, done: "checked" } as const;
  process.stderr.write(shippedNotice(defaulted, process.cwd()));
  const writeExitCode = await writeTexts(choices, (name, options) => validationReporters[name](validation, options));
  const problems = validation.files.flatMap((file) => file.problems);
  const ci = flags.ci ? process.env : undefined;
  process.stdout.write(problemAnnotations(problems, { choices, cwd: process.cwd(), ci }));
  return validation.ok ? writeExitCode : exitCodes.usage;
}
