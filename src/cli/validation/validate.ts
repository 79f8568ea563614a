import { type Problem, renderProblems } from "../../document/problem.ts";
import { counted } from "../../domain/format.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import type { ReportOptions } from "../../report/report.ts";
import { jsonText } from "../../text/json.ts";
import { problemAnnotations } from "../ci/annotations.ts";
import { exitCodes } from "../exit-code.ts";
import { refuseOverwriting } from "../output/files.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { shippedNotice } from "../scenarios/resolve.ts";
import { type RunForecast, type ValidatedFile, type Validation, validateScenarios } from "./check.ts";
import { type ServiceSummary, summaryText } from "./services.ts";

/** The flags of `validate`. */
export interface ValidateFlags {
  readonly filter: readonly string[];
  readonly set: readonly string[];
  readonly reporter: readonly string[];
  /** False with --no-ci. */
  readonly ci: boolean;
}

/** Checks scenarios and reports the problems; returns the exit code. @throws UsageError if there is nothing to read */
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

type ValidationReporter = (validation: Validation, options: ReportOptions) => string;

/** Every reporter of a validation, by name. */
export const validationReporters = { text, json } as const satisfies Record<string, ValidationReporter>;

/** A line for each good file, the problems of each bad one. */
function text({ files }: Validation, { width }: ReportOptions): string {
  const blocks = files.map(({ file, problems, forecast, service }) => {
    if (service !== undefined) return serviceLines(file, service).join("\n");
    if (problems.length > 0 || forecast === undefined) return `\n${renderProblems(problems, width)}\n`;
    return goodLines(file, forecast).join("\n");
  });
  const joined = blocks.join("\n").replace(/^\n/, "");
  return `${joined.replaceAll(/\n{3,}/g, "\n\n").trimEnd()}\n`;
}

function serviceLines(file: string, service: ServiceSummary): string[] {
  return [`ok  ${file}  ${summaryText(service)}`, ...service.notes.map((note) => `    note: ${note}`)];
}

function goodLines(file: string, forecast: RunForecast): string[] {
  const { payouts, crashes, interruptions, doubts, notes } = forecast;
  const times = (count: number) => (count === 1 ? "once" : `${count} times`);
  const atPoints = `at ${crashes === 1 ? "a crash point" : "crash points"}`;
  const crash = crashes === 0 ? "" : `, the API is interrupted ${times(crashes)} ${atPoints}`;
  const breaks = interruptions === 0 ? "" : `, the API is interrupted ${times(interruptions)}`;
  return [
    `ok  ${file}  ${counted(payouts, "payout")}, ${faultsOf(forecast)}${crash}${breaks}`,
    ...doubts.map((doubt) => `    inconclusive, because ${doubtSentence(doubt)}`),
    ...notes.map((note) => `    note: ${note}`),
  ];
}

/** Without a seed only the number of faults is known, and not how many payouts share them. */
function faultsOf({ faults, payoutsWithFault, payoutsWithTwoFaults = 0 }: RunForecast): string {
  if (payoutsWithFault === undefined) return counted(faults, "fault");
  if (payoutsWithFault === 0) return "none meets a fault";
  const twice = payoutsWithTwoFaults === 0 ? "" : `, ${payoutsWithTwoFaults} of them two`;
  return `${payoutsWithFault} ${payoutsWithFault === 1 ? "meets" : "meet"} a fault${twice}`;
}

/** For programs. A contract: fields are added, never renamed. Unknown values are left out, and lists are always there. */
function json({ ok, files }: Validation): string {
  return jsonText({ ok, files: files.map(fileJson) });
}

function fileJson({ file, sources, problems, forecast, service }: ValidatedFile) {
  if (service !== undefined) {
    const { notes, variables, ...summary } = service;
    return { file, ok: true, service: summary, problems: [], doubts: [], notes, sources, variables };
  }
  const { doubts = [], notes = [], variables = [], ...figures } = forecast ?? {};
  return {
    file,
    ok: problems.length === 0,
    ...figures,
    problems: problems.map(problemJson),
    doubts: doubts.map(doubtSentence),
    notes,
    sources,
    variables,
  };
}

function problemJson({ file, line, column, option, message, suggestion, known, frame }: Problem) {
  return { file, line, column, option, message, suggestion, known, frame };
}
