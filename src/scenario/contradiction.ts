import type { z } from "zod";
import type { Path } from "./layers.ts";

/** Values that are right each by itself and do not go together. */
export interface Contradiction {
  /** From the value that was checked to the one that is told. */
  readonly path: Path;
  /** What is wrong, without any of the values: for values of which one comes from the environment, and where there is nothing to show. */
  readonly plain: string;
  /** The same with the values. It is only put together where all of them may be shown. */
  readonly shown?: (() => string) | undefined;
}

/** Tells zod of a contradiction. Its words are made later, by whoever knows where the values come from. */
export function contradict(context: Pick<z.core.$RefinementCtx, "addIssue">, contradiction: Contradiction): void {
  const { path, plain } = contradiction;
  context.addIssue({ code: "custom", path: [...path], message: plain, params: { contradiction } });
}

/** The contradiction that an issue tells of; undefined for every other issue. */
export function contradictionOf(issue: z.core.$ZodIssue): Contradiction | undefined {
  if (issue.code !== "custom" || issue.params === undefined) return undefined;
  return issue.params["contradiction"] as Contradiction | undefined;
}
