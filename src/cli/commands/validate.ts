import type { Command } from "commander";
import { ciOption, filterOption, reporterOption, setOption } from "../option-values.ts";
import { type ValidateFlags, validateReporterNames } from "./validate-flags.ts";

/** Adds `validate`: reads scenarios and says what is wrong with them, without running anything. */
export function addValidateCommand(program: Command): void {
  program
    .command("validate")
    .description("check scenario files without running them")
    .argument("[scenarios...]", "files, folders or names; none: what `run` would run")
    .addOption(filterOption())
    .addOption(setOption())
    .addOption(reporterOption(validateReporterNames))
    .addOption(ciOption())
    .action(async (scenarios: string[], flags: ValidateFlags) => {
      const { validateCommand } = await import("./validate-command.ts");
      process.exitCode = await validateCommand(scenarios, flags);
    });
}
