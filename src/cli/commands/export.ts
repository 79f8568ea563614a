import { Argument, type Command } from "commander";
import { loadEngineNames } from "../../load/load-engine.ts";
import type { ExportFlags, ExportWhat } from "../export/export.ts";
import { wholeNumber } from "../option-values.ts";
import { addPlanningOptions, addTargetOptions } from "./options.ts";

/** Adds `export`. */
export function addExportCommand(program: Command): void {
  const command = program
    .command("export")
    .description("write a scenario as a script for k6 or Artillery, to send its load from other machines")
    .addArgument(new Argument("<engine>", "the load engine").choices(loadEngineNames))
    .argument("<dir>", "where the script is written: a new folder, in which the results are awaited later")
    .argument("[file]", "the scenario: a file or a name; default: the only one in ./scenarios")
    .optionsGroup("Scenario options:");
  addPlanningOptions(command).optionsGroup("Target options:");
  addTargetOptions(command)
    .optionsGroup("Load options:")
    .option("--processes <number>", "how many processes are to share the payouts", wholeNumber(1, 100), 1)
    .option("--operator", "write manifests for the k6-operator as well")
    .option("--fargate", "print the commands that start Artillery on AWS Fargate")
    .action(async (engine: ExportWhat["engine"], folder: string, scenario: string | undefined, flags: ExportFlags) => {
      const { exportCommand } = await import("../export/export.ts");
      const { instructions, warnings } = await exportCommand({ engine, folder, scenario }, flags);
      process.stdout.write(instructions);
      for (const warning of warnings) process.stderr.write(`chaos-payout: ${warning}\n`);
    });
}
