import type { z } from "zod";
import type { Path } from "./path.ts";

/** Values that are each right by themselves but do not go together. */
export interface Contradiction {
  /** From the value that was checked to the one to report. */
  readonly path: Path;
  /** What is wrong, without any value: one of them may have come from the environment. */
  readonly message: string;
  /** The same with the values, for when all of them may be shown. */
  readonly withValues?: (() => string) | undefined;
}

/** Reports a contradiction to zod. Which of its two texts is shown is decided where the origin of the values is known. */
export function contradict(context: Pick<z.core.$RefinementCtx, "addIssue">, contradiction: Contradiction): void {
  const { path, message } = contradiction;
  context.addIssue({ code: "custom", path: [...path], message, params: { contradiction } });
}

/** The contradiction behind an issue; undefined for every other issue. */
export function contradictionOf(issue: z.core.$ZodIssue): Contradiction | undefined {
  if (issue.code !== "custom" || issue.params === undefined) return undefined;
  return issue.params["contradiction"] as Contradiction | undefined;
}
