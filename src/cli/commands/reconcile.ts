import type { Command } from "commander";
import { ciHelp } from "../ci-help.ts";
import { ciOption, quietOption, reporterOption, verboseOption } from "../option-values.ts";
import type { ReconcileFlags } from "./reconcile-flags.ts";

/** Adds `reconcile`: judges the facts of a journal again. */
export function addReconcileCommand(program: Command, version: string): void {
  program
    .command("reconcile")
    .description("judge the runs of a journal again, from their facts alone")
    .argument("<journal>", "a file that `run --journal` wrote")
    .addOption(reporterOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .addOption(ciOption())
    .addHelpText("after", ciHelp)
    .action(async (file: string, flags: ReconcileFlags) => {
      const { reconcileCommand } = await import("../actions/reconcile.ts");
      process.exitCode = await reconcileCommand(file, flags, version);
    });
}
