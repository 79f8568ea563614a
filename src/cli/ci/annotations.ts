import { githubErrors } from "../../report/github.ts";
import { type Problem, problemSentence } from "../../scenario/problem.ts";
import { type CiEnvironment, inWorkspace } from "./environment.ts";

/** Where problems are told, besides where they are told anyway. */
export interface Annotating {
  /** What was asked for: nothing joins a report on standard output that is for programs. */
  readonly choices: readonly { readonly name: string; readonly file: string | undefined }[];
  readonly cwd: string;
  /** Undefined where CI is to switch nothing on. */
  readonly ci: CiEnvironment | undefined;
}

/** On GitHub Actions the problems of scenario files as annotations, for standard output; "" elsewhere. */
export function problemAnnotations(problems: readonly Problem[], { choices, cwd, ci = {} }: Annotating): string {
  const isForPrograms = choices.some(({ name, file }) => file === undefined && !FOR_PEOPLE.includes(name));
  if (ci["GITHUB_ACTIONS"] !== "true" || isForPrograms) return "";
  return githubErrors(
    problems.map((problem) => {
      const { file, line, column, option } = problem;
      const sentence = problemSentence(problem);
      return {
        ...{ file: inWorkspace(file, cwd, ci), line, column, title: "chaos-payout: bad scenario" },
        message: option === undefined ? sentence : `${option}: ${sentence}`,
      };
    }),
  );
}

/** Reports that annotations may follow; the reporter github is made of them. */
const FOR_PEOPLE = ["table", "text", "github"];
