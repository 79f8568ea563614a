import { type Problem, problemSentence } from "../../document/problem.ts";
import { githubErrors } from "../../report/github.ts";
import { type CiEnvironment, inWorkspace, isGitHub } from "./environment.ts";

interface AnnotationOptions {
  readonly choices: readonly { readonly name: string; readonly file: string | undefined }[];
  readonly cwd: string;
  /** Undefined with --no-ci. */
  readonly ci: CiEnvironment | undefined;
}

/** Annotations for the stdout of GitHub Actions; "" elsewhere, and beside a report for programs. */
export function problemAnnotations(problems: readonly Problem[], { choices, cwd, ci = {} }: AnnotationOptions): string {
  const isForPrograms = choices.some(({ name, file }) => file === undefined && !FOR_PEOPLE.includes(name));
  if (!isGitHub(ci) || isForPrograms) return "";
  return githubErrors(
    problems.map((problem) => ({
      file: inWorkspace(problem.file, cwd, ci),
      line: problem.line,
      column: problem.column,
      title: "chaos-payout: bad scenario",
      message: `${problem.option === undefined ? "" : `${problem.option}: `}${problemSentence(problem)}`,
    })),
  );
}

/** Reports for people; annotations may follow them. */
const FOR_PEOPLE = ["table", "text", "github"];
