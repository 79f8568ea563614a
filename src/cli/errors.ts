import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { didYouMean } from "../document/did-you-mean.ts";
import type { Problem } from "../document/problem.ts";
import { LoadNotOver } from "../engine/load-driver.ts";
import { TargetError } from "../service/target.ts";
import { maskControlsInLines } from "../text/strip-controls.ts";
import { escapeOnGitHub } from "./ci/environment.ts";
import { exitCodes } from "./exit-code.ts";
import { signalExitCode } from "./signals.ts";
import { isSystemError, machineProblem, systemReason } from "./system-error.ts";

/** An error that the user can fix: one line on stderr, no stack. */
export class UsageError extends Error {
  readonly exitCode: number;

  /** @param exitCode another one if the command line is fine, but something it needs is out of reach */
  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.name = "UsageError";
    this.exitCode = exitCode;
  }
}

/** Scenario files that cannot be used, with all their problems. */
export class BadScenariosError extends UsageError {
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[]) {
    super(message);
    this.problems = problems;
  }
}

/** Does the work; a system error becomes a UsageError with a message about its reason. */
export function orUsageError<Value>(work: () => Value, message: (reason: string) => string): Value {
  try {
    return work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(message(systemReason(error)));
  }
}

/** Suggests the nearest of `names` for an unknown word, or lists them all. */
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
  // Nothing is proven, as with any other doubt.
  if (error instanceof LoadNotOver) return { text: error.message, exitCode: exitCodes.inconclusive };
  if (error instanceof TargetError) return { text: error.message, exitCode: exitCodes.unreachable };
  const problem = machineProblem(error);
  if (problem !== undefined) return { text: problem, exitCode: exitCodes.unreachable };
  const text = `this is a bug in chaos-payout; please report it with this text\n${sourceStack(error)}`;
  return { text, exitCode: exitCodes.bug };
}

/** The stack of a bug, in lines of our source. Node's `--enable-source-maps` would read the maps of the bundle at every start. */
function sourceStack(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.replaceAll(
    /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g,
    (place, url: string, line: string, column: string) => sourcePlace(url, Number(line), Number(column)) ?? place,
  );
}

/** The place in our source behind one in the bundle; undefined if that has no map. */
function sourcePlace(url: string, line: number, column: number): string | undefined {
  const map = `${fileURLToPath(url)}.map`;
  if (!existsSync(map)) return undefined;
  const entry = new SourceMap(JSON.parse(readFileSync(map, "utf8"))).findEntry(line - 1, column - 1);
  if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
  return `${entry.originalSource.replace(/^(\.\.\/)+/, "")}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}
