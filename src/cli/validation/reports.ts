import { counted } from "../../domain/format.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import type { ReportOptions } from "../../report/report.ts";
import { type Problem, renderProblems } from "../../scenario/problem.ts";
import { jsonText } from "../../text/json.ts";
import type { RunForecast, ValidatedFile, Validation } from "./check.ts";

type ValidationReporter = (validation: Validation, options: ReportOptions) => string;

/** Every reporter of a validation, by name. */
export const validationReporters = { text, json } as const satisfies Record<string, ValidationReporter>;

/** A line for each good file, the problems of each bad one. */
function text({ files }: Validation, { width }: ReportOptions): string {
  const blocks = files.map(({ file, problems, forecast }) => {
    if (problems.length > 0 || forecast === undefined) return `\n${renderProblems(problems, width)}\n`;
    return goodLines(file, forecast).join("\n");
  });
  const joined = blocks.join("\n").replace(/^\n/, "");
  return `${joined.replaceAll(/\n{3,}/g, "\n\n").trimEnd()}\n`;
}

function goodLines(file: string, forecast: RunForecast): string[] {
  const { payouts, crashes, doubts, notes } = forecast;
  const kills = crashes === 0 ? "" : `, the API is killed ${crashes === 1 ? "once" : `${crashes} times`}`;
  return [
    `ok  ${file}  ${counted(payouts, "payout")}, ${faultsOf(forecast)}${kills}`,
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

function fileJson({ file, sources, problems, forecast }: ValidatedFile) {
  return {
    file,
    ok: problems.length === 0,
    name: forecast?.name,
    payouts: forecast?.payouts,
    faults: forecast?.faults,
    payoutsWithFault: forecast?.payoutsWithFault,
    payoutsWithTwoFaults: forecast?.payoutsWithTwoFaults,
    crashes: forecast?.crashes,
    problems: problems.map(problemJson),
    doubts: (forecast?.doubts ?? []).map(doubtSentence),
    notes: forecast?.notes ?? [],
    sources,
    variables: forecast?.variables ?? [],
  };
}

function problemJson({ file, line, column, option, message, suggestion, known, frame }: Problem) {
  return { file, line, column, option, message, suggestion, known, frame };
}
