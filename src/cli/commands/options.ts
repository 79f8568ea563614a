import { type Command, Option } from "commander";
import { MAX_SEED } from "../../domain/random.ts";
import { strategyNames } from "../../domain/strategy.ts";
import { setOption, wholeNumber } from "../option-values.ts";
import { expectFlag } from "./expect-flag.ts";

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
      expectFlag,
    )
    .addOption(setOption());
}
