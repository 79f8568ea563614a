import { type Command, InvalidArgumentError, Option } from "commander";
import { MAX_SEED } from "../../domain/random.ts";
import type { Expectation } from "../../domain/run-started.ts";
import { strategyNames } from "../../domain/strategy.ts";
import { readExpectation } from "../../scenario/expectation.ts";
import { setOption, wholeNumber } from "../option-values.ts";

/** Adds the options that win over a scenario file, which `run` and `plan` share. */
export function addPlanningOptions(command: Command): Command {
  return command
    .addOption(new Option("--strategy <name>", "how the embedded API moves money").choices(strategyNames))
    .option("--seed <number>", "which payouts meet the faults; the same seed repeats the run", wholeNumber(0, MAX_SEED))
    .option(
      "--concurrency <number>",
      "payouts at once, in every phase that declares a concurrency",
      wholeNumber(1, 10_000),
    )
    .option("--payouts <number>", "payouts of every phase that declares a concurrency", wholeNumber(1, 1_000_000))
    .option(
      "--expect <verdict>",
      "what every scenario is to prove, with its findings after a colon, as in violated:double-paid",
      expectation,
    )
    .addOption(setOption());
}

function expectation(text: string): Expectation {
  const read = readExpectation(text);
  if (!read.ok) throw new InvalidArgumentError(read.problem);
  return read.expectation;
}
