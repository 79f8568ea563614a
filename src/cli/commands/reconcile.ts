import type { Command } from "commander";
import type { ReconcileFlags } from "../actions/reconcile.ts";
import { ciHelp } from "../help.ts";
import { addDetailOptions, reporterOption } from "./options.ts";

/** Adds `reconcile`. */
export function addReconcileCommand(program: Command, version: string): void {
  const command = program
    .command("reconcile")
    .description("re-check the runs recorded in a journal")
    .argument("<journal>", "a file that `run --journal` wrote")
    .addOption(reporterOption());
  addDetailOptions(command)
    .addHelpText("after", ciHelp)
    .action(async (file: string, flags: ReconcileFlags) => {
      const { reconcileCommand } = await import("../actions/reconcile.ts");
      process.exitCode = await reconcileCommand(file, flags, version);
    });
}
