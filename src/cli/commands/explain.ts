import type { Command } from "commander";

/** Adds `explain`. */
export function addExplainCommand(program: Command): void {
  program
    .command("explain")
    .description("explain a finding, verdict, strategy, fault or crash point: its cause, and how to fix it")
    .argument("[name]", "e.g. paid-not-charged (default: list every name with a one-line summary)")
    .action(async (name: string | undefined) => {
      const { explainOrSuggest } = await import("../actions/explain.ts");
      const { stdoutOptions } = await import("../terminal/capabilities.ts");
      process.stdout.write(await explainOrSuggest(name, stdoutOptions(), process.cwd()));
    });
}
