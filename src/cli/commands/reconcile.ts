import type { Command } from "commander";
import { ciHelp } from "../ci-help.ts";
import { ciOption, reporterOption } from "../option-values.ts";

/** What `reconcile` was told on its command line. */
export interface ReconcileFlags {
  readonly reporter: readonly string[];
  /** False when CI is to switch nothing on. */
  readonly ci: boolean;
}

/** Adds `reconcile`: judges the facts of a journal again. */
export function addReconcileCommand(program: Command, version: string): void {
  program
    .command("reconcile")
    .description("judge the runs of a journal again, from their facts alone")
    .argument("<journal>", "a file that `run --journal` wrote")
    .addOption(reporterOption())
    .addOption(ciOption())
    .addHelpText("after", ciHelp)
    .action(async (file: string, flags: ReconcileFlags) => {
      const { reconcileCommand } = await import("./reconcile-command.ts");
      process.exitCode = await reconcileCommand(file, flags, version);
    });
}
