import { didYouMean } from "../scenario/did-you-mean.ts";
import type { Problem } from "../scenario/problem.ts";
import { TargetError } from "../target/target.ts";
import { maskControlsInLines } from "../text/strip-controls.ts";
import { escapeOnGitHub } from "./ci/environment.ts";
import { exitCodes } from "./exit-code.ts";
import { signalExitCode } from "./signals.ts";
import { sourceStack } from "./source-stack.ts";
import { machineProblem } from "./system-error.ts";

/** An error that the user can fix: one line on stderr, no stack. */
export class UsageError extends Error {
  readonly exitCode: number;

  /** @param exitCode another one where the command line is fine, and something it needs is out of reach. */
  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.name = "UsageError";
    this.exitCode = exitCode;
  }
}

/** Scenario files that cannot be used, with everything that is wrong with them. */
export class BadScenariosError extends UsageError {
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[]) {
    super(message);
    this.problems = problems;
  }
}

/** What to do about a word that is not one of `names`: the nearest name, or all of them. */
export function suggestion(word: string, names: readonly string[]): string {
  const near = didYouMean(word, names);
  return near === undefined ? `choose ${names.join(", ")}` : `did you mean "${near}"?`;
}

/** Prints an error to stderr: one line if the user can fix it, the stack if it is a bug. Returns the exit code. */
export function reportError(error: unknown): number {
  const { text, exitCode } = described(error);
  process.stderr.write(escapeOnGitHub(`chaos-payout: ${maskControlsInLines(text)}\n`));
  return exitCode;
}

/** The exit codes of what ended the runs early; none if nothing did. */
export function earlyExitCodes(failure: unknown, stoppedBy: string | undefined): number[] {
  return [
    ...(failure === undefined ? [] : [described(failure).exitCode]),
    ...(stoppedBy === undefined ? [] : [signalExitCode(stoppedBy)]),
  ];
}

function described(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof UsageError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof TargetError) return { text: error.message, exitCode: exitCodes.unreachable };
  const problem = machineProblem(error);
  if (problem !== undefined) return { text: problem, exitCode: exitCodes.unreachable };
  const text = `this is a bug in chaos-payout; please report it with this text\n${sourceStack(error)}`;
  return { text, exitCode: exitCodes.bug };
}
