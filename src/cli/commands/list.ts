import { Argument, type Command } from "commander";
import { filterOption, reporterOption } from "../option-values.ts";
import { type ListFlags, listedKinds, listReporterNames } from "./list-flags.ts";

/** Adds `list`: what there is to run, and the names that a scenario can use. */
export function addListCommand(program: Command, version: string): void {
  program
    .command("list")
    .description("list the scenarios, local and shipped, and the names of strategies, faults, findings and reporters")
    .addArgument(new Argument("[what]", "what to list; none: the names of all").choices(listedKinds))
    .addOption(filterOption())
    .addOption(reporterOption(listReporterNames))
    .action(async (what: (typeof listedKinds)[number] | undefined, flags: ListFlags) => {
      const { listCommand } = await import("../listing/list.ts");
      process.exitCode = await listCommand(what, flags, version);
    });
}
