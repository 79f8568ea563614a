import type { Command } from "commander";
import { ciHelp } from "../ci-help.ts";
import { exitCodeHelp } from "../help.ts";
import { ciOption, filterOption, quietOption, reporterOption, verboseOption } from "../option-values.ts";
import { strategyHelp } from "../strategy-help.ts";
import { addPlanningOptions } from "./options.ts";
import type { RunFlags } from "./run-flags.ts";
import { addTargetOptions } from "./target-options.ts";

/** Adds `run`: the main job. */
export function addRunCommand(program: Command, version: string): void {
  const command = program
    .command("run")
    .description("run scenarios and reconcile every sat; the exit code is the verdict")
    .argument(
      "[scenarios...]",
      "files, folders or names; none: ./scenarios/*.yaml, or the shipped P1 set where there is no such folder",
    )
    .addOption(filterOption());
  addTargetOptions(addPlanningOptions(command))
    .addOption(reporterOption())
    .option("--journal <file>", "keep every fact, as NDJSON; `reconcile` judges it again")
    .option("--watch", "run again whenever a scenario file is saved; Ctrl-C ends it with the exit code of the last run")
    .addOption(quietOption())
    .addOption(verboseOption())
    .addOption(ciOption())
    .addHelpText("after", strategyHelp)
    .addHelpText("after", ciHelp)
    .addHelpText("after", exitCodeHelp)
    .action(async (scenarios: string[], flags: RunFlags) => {
      if (flags.watch === true) {
        const { watchCommand } = await import("../run/watch.ts");
        process.exitCode = await watchCommand(scenarios, flags, version);
        return;
      }
      const { runCommand } = await import("../run/run-scenarios.ts");
      process.exitCode = await runCommand(scenarios, flags, version);
    });
}
