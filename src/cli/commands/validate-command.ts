import { problemAnnotations } from "../ci/annotations.ts";
import { exitCodes } from "../exit-code.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { refuseOverwriting } from "../output-files.ts";
import { shippedNotice } from "../scenarios/defaults.ts";
import { validationReporters } from "../validation/reports.ts";
import { validated } from "../validation/validate.ts";
import { type ValidateFlags, validateReporterNames } from "./validate-flags.ts";

/** Checks scenarios and reports what was found; the answer is the exit code. @throws UsageError where there is nothing to read. */
export async function validateCommand(names: readonly string[], flags: ValidateFlags): Promise<number> {
  const choices = reporterChoices(flags.reporter, validateReporterNames);
  const validation = await validated(names, process.cwd(), { set: flags.set, filters: flags.filter });
  refuseOverwriting({ choices, read: validation.files.flatMap(({ sources }) => sources) });
  const unnamed = { names, filters: flags.filter, chosen: validation.files.length, done: "checked" } as const;
  process.stderr.write(shippedNotice(unnamed, process.cwd()));
  const trouble = await writeTexts(choices, (name, options) => validationReporters[name](validation, options));
  const annotating = { choices, cwd: process.cwd(), ci: flags.ci ? process.env : undefined };
  const problems = validation.files.flatMap((file) => file.problems);
  process.stdout.write(problemAnnotations(problems, annotating));
  return validation.ok ? trouble : exitCodes.usage;
}
