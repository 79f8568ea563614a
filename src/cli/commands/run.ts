import type { Command } from "commander";
import { ciHelp, exitCodeHelp, strategyHelp } from "../help.ts";
import type { RunFlags } from "../run/run-scenarios.ts";
import {
  addDetailOptions,
  addLoadOptions,
  addPlanningOptions,
  addTargetOptions,
  filterOption,
  reporterOption,
} from "./options.ts";

/** Adds `run`. */
export function addRunCommand(program: Command, version: string): void {
  const command = program
    .command("run")
    .description("run scenarios and account for every sat; the exit code is the verdict")
    .argument(
      "[scenarios...]",
      "files, folders or names (default: ./scenarios/*.yaml, or the built-in priority-1 (P1) scenarios if that folder does not exist)",
    )
    .optionsGroup("Scenario options:")
    .addOption(filterOption());
  addPlanningOptions(command).optionsGroup("Target options:");
  addTargetOptions(command)
    .option("--simulate", "run the embedded API in virtual time: one process, no sockets, done as fast as it computes")
    .optionsGroup("Load options:");
  addLoadOptions(command)
    .optionsGroup("Report options:")
    .addOption(reporterOption())
    .option("--journal <file>", "record every event as NDJSON, so that `reconcile` can re-check the run");
  addDetailOptions(command)
    .optionsGroup("Options:")
    .option("--watch", "run again whenever a scenario file changes; Ctrl-C exits with the code of the last run")
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
