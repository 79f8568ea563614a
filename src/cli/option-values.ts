import { InvalidArgumentError, Option } from "commander";
import { reporterNames } from "../report/report.ts";

/** Reads a whole number within bounds, with `_` between its digits where the reader likes. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll("_", ""));
    if (/^\d[\d_]*$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

/** The option `--reporter`, which several commands have; without it the first name is taken. */
export function reporterOption(names: readonly string[] = reporterNames): Option {
  const all = names.join(", ");
  return new Option("--reporter <name[=file]>", `how to report (${all}), to the screen or to a file; repeatable`)
    .argParser((value, before: readonly string[]) => [...before, value])
    .default([], names[0]);
}
