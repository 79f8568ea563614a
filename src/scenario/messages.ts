import { maskControls } from "../text/strip-controls.ts";

/** The wording of wrong values: `concurrency must be a whole number from 1 (got 0)`. No wording of zod reaches a reader. */

/** What zod knows of a wrong value. */
export interface Issue {
  readonly input?: unknown;
  readonly path?: readonly PropertyKey[] | undefined;
  readonly code?: string;
}

/** How a message deviates from `KEY must be … (got VALUE)`. */
export interface Wording {
  /** What the field is called; by default the last step of its path. */
  readonly label?: string | undefined;
  /** The value in the message; by default the value itself. */
  readonly got?: (input: unknown) => string | undefined;
  /** What to do about this value: `write 5s`. */
  readonly hint?: (input: unknown) => string | undefined;
}

/** Words an issue. `takes` is what the field takes: `a whole number from 1`. */
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
  // What came from the environment is not shown, only its reference.
  if (typeof input === "symbol") return input.description ?? "a variable";
  return typeof input === "object" ? "a map" : String(input);
}
