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
  const { payouts, crashes, doubts, remarks } = outlook;
  const all = `${payouts} ${payouts === 1 ? "payout" : "payouts"}`;
  const killed = crashes === 0 ? "" : `, the API is killed ${crashes === 1 ? "once" : `${crashes} times`}`;
  return [
    `ok  ${file}  ${all}, ${faultsOf(outlook)}${killed}`,
    ...doubts.map((doubt) => `    inconclusive, because ${doubtSentence(doubt)}`),
    ...remarks.map((remark) => `    note: ${remark}`),
  ];
}

/** Without a seed nobody knows how many payouts meet two faults, and so how many meet one. */
function faultsOf({ faults, meetFault, meetTwo = 0 }: Outlook): string {
  if (meetFault === undefined) return `${faults} faults`;
  if (meetFault === 0) return "none meets a fault";
  const two = meetTwo === 0 ? "" : `, ${meetTwo} of them two`;
  return `${meetFault} ${meetFault === 1 ? "meets" : "meet"} a fault${two}`;
}

/** For machines. A contract: fields are added, never renamed. What a file has no value for is left out, and lists are always there. */
function json({ ok, files }: Validation): string {
  return `${JSON.stringify({ ok, files: files.map(fileJson) }, null, 2)}\n`;
}

function fileJson({ file, sources, problems, outlook }: ValidatedFile) {
  const {
    name,
    payouts,
    faults,
    meetFault,
    meetTwo,
    crashes,
    doubts = [],
    remarks = [],
    variables = [],
  } = outlook ?? {};
  return {
    ...{ file, ok: problems.length === 0, name, payouts, faults, meetFault, meetTwo, crashes },
    ...{ problems: problems.map(problemJson), doubts: doubts.map(doubtSentence), remarks, sources, variables },
  };
}

function problemJson({ file, line, column, option, message, suggestion, known, frame }: Problem) {
  return { file, line, column, option, message, suggestion, known, frame };
}
