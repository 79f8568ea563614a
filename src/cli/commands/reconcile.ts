import type { Command } from "commander";
import { reporterOption } from "../option-values.ts";

/** Adds `reconcile`: judges the facts of a journal again. */
export function addReconcileCommand(program: Command, version: string): void {
  program
    .command("reconcile")
    .description("judge the runs of a journal again, from their facts alone")
    .argument("<journal>", "a file that `run --journal` wrote")
    .addOption(reporterOption())
    .action(async (file: string, flags: { readonly reporter: readonly string[] }) => {
      const { reconcileCommand } = await import("./reconcile-command.ts");
      process.exitCode = await reconcileCommand(file, flags.reporter, version);
    });
}
