import { type Command, Option } from "commander";
import { strategyNames } from "../../api/strategies/names.ts";
import { MAX_SEED } from "../../domain/random.ts";
import { reporterOption, setOption, wholeNumber } from "../option-values.ts";
import { strategyHelp } from "../strategy-help.ts";
import type { RunFlags } from "./run-flags.ts";

/** Adds `run`: the main job. */
export function addRunCommand(program: Command, version: string): void {
  program
    .command("run")
    .description("run scenarios and reconcile every sat; the exit code is the verdict")
    .argument(
      "[scenarios...]",
      "files, folders or names; none: ./scenarios/*.yaml, or the shipped P1 set where there is none",
    )
    .addOption(new Option("--strategy <name>", "how the embedded API moves money").choices(strategyNames))
    .option("--seed <number>", "which payouts meet the faults; the same seed repeats the run", wholeNumber(0, MAX_SEED))
    .option(
      "--concurrency <number>",
      "payouts at once, in every phase that declares a concurrency",
      wholeNumber(1, 10_000),
    )
    .option("--payouts <number>", "payouts of every phase that declares a concurrency", wholeNumber(1, 1_000_000))
    .addOption(setOption())
    .option("--target <url>", "a payout API that is already running, instead of the embedded one")
    .option("--allow-remote", "allow a target that is not on this machine; payouts really go there")
    .addOption(reporterOption())
    .option("--journal <file>", "keep every fact, as NDJSON; `reconcile` judges it again")
    .addHelpText("after", strategyHelp)
    .action(async (scenarios: string[], flags: RunFlags) => {
      const { runCommand } = await import("./run-command.ts");
      process.exitCode = await runCommand(scenarios, flags, version);
    });
}
