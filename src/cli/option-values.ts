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

/** The option `--reporter`, which several commands have. */
export function reporterOption(): Option {
  const names = reporterNames.join(", ");
  return new Option("--reporter <name[=file]>", `how to report (${names}), to the screen or to a file; repeatable`)
    .argParser((value, before: readonly string[]) => [...before, value])
    .default([], "table");
}
