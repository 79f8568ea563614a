import type { Problem } from "../scenario/problem.ts";

/** Something that the person at the keyboard can put right: one line on stderr, no stack, and an exit code of its own. */
export class UsageError extends Error {
  readonly exitCode: number;

  /** @param exitCode 64 for bad usage, 69 for something that cannot be reached or had. */
  constructor(message: string, exitCode = 64) {
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
