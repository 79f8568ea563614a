import type { Command } from "commander";

/** Adds `validate`: reads scenarios and says what is wrong with them, without running anything. */
export function addValidateCommand(program: Command): void {
  program
    .command("validate")
    .description("check scenario files without running them")
    .argument("[scenarios...]", "files, folders or names; none: what `run` would run")
    .action(async (scenarios: string[]) => {
      const { validateCommand } = await import("./validate-command.ts");
      const { text, exitCode } = await validateCommand(scenarios, process.cwd());
      process.stdout.write(text);
      process.exitCode = exitCode;
    });
}
