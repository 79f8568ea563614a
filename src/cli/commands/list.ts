import { Argument, type Command } from "commander";
import type { ListedKind } from "../listing/entries.ts";
import type { ListFlags } from "../listing/list.ts";
import { filterOption, reporterOption } from "./options.ts";

const kinds: readonly ListedKind[] = ["scenarios", "strategies", "faults", "findings", "reporters"];

/** Adds `list`. */
export function addListCommand(program: Command, version: string): void {
  program
    .command("list")
    .description("list local and built-in scenarios, strategies, faults, findings and reporters")
    .addArgument(new Argument("[what]", "list this kind in detail (default: the names of everything)").choices(kinds))
    .addOption(filterOption())
    .addOption(reporterOption(["table", "json"]))
    .action(async (what: ListedKind | undefined, flags: ListFlags) => {
      const { listCommand } = await import("../listing/list.ts");
      process.exitCode = await listCommand(what, flags, version);
    });
}
