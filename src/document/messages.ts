import type { z } from "zod";
import { maskControls } from "../text/strip-controls.ts";
import type { Path } from "./path.ts";

/** What zod knows about a wrong value. Users never see the messages of zod. */
export interface Issue {
  readonly input?: unknown;
  readonly path?: readonly PropertyKey[] | undefined;
  readonly code?: string;
}

/** How a message differs from `KEY must be … (got VALUE)`. */
export interface Wording {
  /** The name of the field; by default the last step of its path. */
  readonly label?: string | undefined;
  /** The text for the value. */
  readonly got?: (input: unknown) => string | undefined;
  /** What to write instead: `write 5s`. */
  readonly hint?: (input: unknown) => string | undefined;
}

/** Makes messages such as `concurrency must be a whole number from 1 (got 0)`. `takes` is the part after "must be". */
export function mustBe(
  takes: string | ((input: unknown) => string),
  { label, got, hint }: Wording = {},
): (issue: Issue) => string {
  return ({ input, path }) => {
    const name = label ?? String(path?.at(-1));
    const what = typeof takes === "string" ? takes : takes(input);
    if (input === undefined) return `missing key "${name}": it must be ${what}`;
    if (typeof input === "symbol" || input === null) return `${name} must be ${what} (got ${shown(input)})`;
    const advice = hint?.(input);
    return `${name} must be ${what} (got ${got?.(input) ?? shown(input)}${advice === undefined ? "" : `: ${advice}`})`;
  };
}

/** A value as a short phrase for a sentence. */
export function shown(input: unknown): string {
  if (typeof input === "string") return `"${maskControls(input.length > 40 ? `${input.slice(0, 39)}…` : input)}"`;
  if (input === null) return "nothing";
  if (Array.isArray(input)) return "a list";
  // A masked value from the environment.
  if (typeof input === "symbol") return input.description ?? "a variable";
  return typeof input === "object" ? "a map" : String(input);
}

/** Values that are valid by themselves but not together. */
interface Contradiction {
  /** How many steps below the checked value the reported one is. */
  readonly depth: number;
  /** The end of the message with the values, which is left out where one of them may be a secret from the environment. */
  readonly got?: (() => string) | undefined;
  /** Where in the text of the value the mistake is, from 0. */
  readonly within?: number | undefined;
}

/** Reports a contradiction to zod, at a path below the checked value. */
export function contradict(
  context: Pick<z.core.$RefinementCtx, "addIssue">,
  path: Path,
  message: string,
  got?: () => string,
): void {
  const contradiction: Contradiction = { depth: path.length, got };
  context.addIssue({ code: "custom", path: [...path], message, params: { contradiction } });
}

/** Reports a mistake inside a text to zod, `within` UTF-16 units from its beginning. */
export function contradictWithin(
  context: Pick<z.core.$RefinementCtx, "addIssue">,
  within: number,
  message: string,
): void {
  const contradiction: Contradiction = { depth: 0, within };
  context.addIssue({ code: "custom", message, params: { contradiction } });
}

/** The contradiction that an issue reports, if it does. */
export function contradictionOf(issue: z.core.$ZodIssue): Contradiction | undefined {
  if (issue.code !== "custom" || issue.params === undefined) return undefined;
  return issue.params["contradiction"] as Contradiction | undefined;
}
