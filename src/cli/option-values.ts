import { InvalidArgumentError, Option } from "commander";
import type { RateLimit } from "../embedded/demo/rate-limit.ts";
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
  const unseen = names === reporterNames ? ". Where each goes to a file, the screen gets the brief table" : "";
  return new Option(
    "--reporter <name[=file]>",
    `how to report (${all}), to the screen or to a file; repeatable${unseen}`,
  )
    .argParser((value, before: readonly string[]) => [...before, value])
    .default([], names[0]);
}

/** The option `--set`, for every command that reads scenarios. */
export function setOption(): Option {
  return new Option("--set <path=value>", "set a value of the scenario, as in load.0.concurrency=50; repeatable")
    .argParser((value, before: readonly string[]) => [...before, value])
    .default([], "none");
}

/** The option `--quiet`. */
export function quietOption(): Option {
  return new Option("--quiet", "no progress, and of the table only a line for each scenario").conflicts("verbose");
}

/** The option `--verbose`. */
export function verboseOption(): Option {
  return new Option("--verbose", "every payout of every finding with its story, not three, and the phases of the load");
}

/** The option `--filter` of the commands that read scenarios. */
export function filterOption(): Option {
  return new Option(
    "--filter <text>",
    "only scenarios with this in their name, or of this pattern (spike-*) or priority (P1); repeatable",
  )
    .argParser((value, before: readonly string[]) => {
      if (value === "")
        throw new InvalidArgumentError("It is a part of a name, a pattern such as spike-*, or a priority.");
      return [...before, value];
    })
    .default([], "all");
}

/** The option `--no-ci`, which the commands have that report on scenarios. */
export function ciOption(): Option {
  return new Option("--no-ci", "switch no reporter on because this is CI");
}
