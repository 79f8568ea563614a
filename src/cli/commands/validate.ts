import type { Command } from "commander";
import { filterOption } from "../option-values.ts";

/** Adds `validate`: reads scenarios and says what is wrong with them, without running anything. */
export function addValidateCommand(program: Command): void {
  program
    .command("validate")
    .description("check scenario files without running them")
    .argument("[scenarios...]", "files, folders or names; none: what `run` would run")
    .addOption(filterOption())
    .action(async (scenarios: string[], { filter }: { readonly filter: readonly string[] }) => {
      const { validateCommand } = await import("./validate-command.ts");
      const { text, exitCode } = await validateCommand(scenarios, process.cwd(), filter);
      process.stdout.write(text);
      process.exitCode = exitCode;
    });
}
