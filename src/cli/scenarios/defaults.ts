import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../errors.ts";

/** How many of the files in subfolders are named. */
const NAMED = 3;

/** The refusal of a folder ./scenarios without a scenario directly in it. `below` are the files in its subfolders, as reports call them. */
export function noneOfYourOwn(below: readonly string[]): UsageError {
  const none = "the folder ./scenarios holds no scenario directly in it";
  if (below.length === 0) return new UsageError(`${none}: \`chaos-payout init\` writes a first one`);
  const more = below.length > NAMED ? [`${below.length - NAMED} more`] : [];
  const named = inWords([...below.slice(0, NAMED), ...more]);
  return new UsageError(
    `${none}; in its subfolders there ${below.length === 1 ? "is" : "are"} ${named}: name what to take`,
  );
}

/** What was asked for without naming a scenario, and what came of it. */
export interface Unnamed {
  readonly names: readonly string[];
  readonly filters: readonly string[] | undefined;
  /** How many scenarios that means. */
  readonly chosen: number;
  /** What is done with them. */
  readonly done: "run" | "checked";
}

/** The line that says that scenarios are the shipped ones, where nobody asked for those; "" where somebody did. */
export function shippedNotice({ names, filters = [], chosen, done }: Unnamed, cwd: string): string {
  if (names.length > 0 || existsSync(join(cwd, "scenarios"))) return "";
  const count = numbers[chosen] ?? String(chosen);
  const shipped = filters.length > 0 ? `${count} of the shipped scenarios` : `the ${count} shipped scenarios`;
  const verb = chosen === 1 ? "is" : "are";
  return `chaos-payout: there is no folder ./scenarios here, so ${shipped} ${verb} ${done}\n`;
}

const numbers = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

function inWords(all: readonly string[]): string {
  return all.length === 1 ? `${all[0]}` : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
