import type { Command } from "commander";
import type { ValidateFlags } from "../validation/validate.ts";
import { ciOption, filterOption, reporterOption, setOption } from "./options.ts";

/** Adds `validate`. */
export function addValidateCommand(program: Command): void {
  program
    .command("validate")
    .description("check scenario and service files without running them")
    .argument("[scenarios...]", "files, folders or names (default: what `run` would run)")
    .addOption(filterOption())
    .addOption(setOption())
    .addOption(reporterOption(["text", "json"]))
    .addOption(ciOption())
    .action(async (scenarios: string[], flags: ValidateFlags) => {
      const { validateCommand } = await import("../validation/validate.ts");
      process.exitCode = await validateCommand(scenarios, flags);
    });
}
