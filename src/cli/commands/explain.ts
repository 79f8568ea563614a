import type { Command } from "commander";

/** Adds `explain`: what a name in a report or in a scenario means. */
export function addExplainCommand(program: Command): void {
  program
    .command("explain")
    .description(
      "tell what a finding, verdict, strategy, fault or crash point is, how it comes about and what fixes it",
    )
    .argument("[name]", "such as paid-not-charged; none: every name, with a sentence each")
    .action(async (name: string | undefined) => {
      const { explainOrPoint } = await import("../actions/explain.ts");
      const { screen } = await import("../terminal/capabilities.ts");
      process.stdout.write(await explainOrPoint(name, screen(), process.cwd()));
    });
}
