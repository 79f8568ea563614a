import type { Command } from "commander";
import type { ReconcileFlags } from "../actions/reconcile.ts";
import { ciHelp } from "../help.ts";
import { ciOption, quietOption, reporterOption, verboseOption } from "./options.ts";

/** Adds `reconcile`. */
export function addReconcileCommand(program: Command, version: string): void {
  program
    .command("reconcile")
    .description("judge the runs of a journal again")
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
