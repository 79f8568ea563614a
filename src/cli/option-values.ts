import { InvalidArgumentError, Option } from "commander";
import type { RateLimit } from "../api/rate-limit.ts";
import { reporterNames } from "../report/report.ts";

/** Reads a whole number within bounds, with `_` between its digits where the reader likes. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll("_", ""));
    if (/^\d[\d_]*$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

const windowsMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads a number of payouts within a second, a minute or an hour, such as `10/h`. */
export function rateLimit(text: string): RateLimit {
  const [, payouts, unit] = /^(\d{1,7})\/([smh])$/.exec(text) ?? [];
  const window = unit === undefined ? undefined : windowsMs[unit as keyof typeof windowsMs];
  if (window !== undefined && Number(payouts) >= 1) return { payouts: Number(payouts), windowMs: window };
  throw new InvalidArgumentError("It is a number of payouts, 1 or more, and a unit of time: 10/h, 5/m or 2/s.");
}

/** The option `--reporter`, which several commands have; without it the first name is taken. */
export function reporterOption(names: readonly string[] = reporterNames): Option {
  const all = names.join(", ");
  return new Option("--reporter <name[=file]>", `how to report (${all}), to the screen or to a file; repeatable`)
    .argParser((value, before: readonly string[]) => [...before, value])
    .default([], names[0]);
}

/** The option `--set`, for every command that reads scenarios. */
export function setOption(): Option {
  return new Option("--set <path=value>", "set a value of the scenario, as in load.0.concurrency=50; repeatable")
    .argParser((value, before: readonly string[]) => [...before, value])
    .default([], "none");
}
