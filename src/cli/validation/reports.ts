import { counted } from "../../domain/format.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import type { ReportOptions } from "../../report/report.ts";
import { type Problem, renderProblems } from "../../scenario/problem.ts";
import type { validateReporterNames } from "../commands/validate-flags.ts";
import type { Outlook, ValidatedFile, Validation } from "./validate.ts";

type ValidationReporter = (validation: Validation, options: ReportOptions) => string;

/** Every way to report a validation, by name. */
export const validationReporters = { text, json } as const satisfies Record<
  (typeof validateReporterNames)[number],
  ValidationReporter
>;

/** A line for each good file, the problems of each bad one. */
function text({ files }: Validation, { width }: ReportOptions): string {
  const blocks = files.map(({ file, problems, outlook }) => {
    if (problems.length > 0 || outlook === undefined) return `\n${renderProblems(problems, width)}\n`;
    return goodLines(file, outlook).join("\n");
  });
  const joined = blocks.join("\n").replace(/^\n/, "");
  return `${joined.replaceAll(/\n{3,}/g, "\n\n").trimEnd()}\n`;
}

function goodLines(file: string, outlook: Outlook): string[] {
  const { payouts, crashes, doubts, notes } = outlook;
  const killed = crashes === 0 ? "" : `, the API is killed ${crashes === 1 ? "once" : `${crashes} times`}`;
  return [
    `ok  ${file}  ${counted(payouts, "payout")}, ${faultsOf(outlook)}${killed}`,
    ...doubts.map((doubt) => `    inconclusive, because ${doubtSentence(doubt)}`),
    ...notes.map((note) => `    note: ${note}`),
  ];
}

/** Without a seed, how many payouts meet two faults is unknown, and so is how many meet one. */
function faultsOf({ faults, payoutsWithFault, payoutsWithTwoFaults = 0 }: Outlook): string {
  if (payoutsWithFault === undefined) return counted(faults, "fault");
  if (payoutsWithFault === 0) return "none meets a fault";
  const twice = payoutsWithTwoFaults === 0 ? "" : `, ${payoutsWithTwoFaults} of them two`;
  return `${payoutsWithFault} ${payoutsWithFault === 1 ? "meets" : "meet"} a fault${twice}`;
}

/** For machines. A contract: fields are added, never renamed. What a file has no value for is left out, and lists are always there. */
function json({ ok, files }: Validation): string {
  return `${JSON.stringify({ ok, files: files.map(fileJson) }, null, 2)}\n`;
}

function fileJson({ file, sources, problems, outlook }: ValidatedFile) {
  const { doubts = [], notes = [], variables = [], ...figures } = outlook ?? {};
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
