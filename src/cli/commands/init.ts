import { type Command, Option } from "commander";
import { ciNames } from "../ci/templates.ts";
import type { InitFlags } from "./init-flags.ts";

/** Adds `init`: from nothing to a first scenario, and to a job that runs it. */
export function addInitCommand(program: Command, version: string): void {
  program
    .command("init")
    .description("write a first scenario that explains itself, with the schema by which editors complete it")
    .argument("[folder]", "where ./scenarios is or is to be; it is made if it is not there", ".")
    .addOption(new Option("--ci <service>", "write a job as well that runs the scenarios").choices(ciNames))
    .option("--force", "overwrite the files that are there already")
    .action(async (folder: string, flags: InitFlags) => {
      const { initCommand } = await import("../actions/init.ts");
      process.stdout.write(await initCommand(folder, flags, version, process.cwd()));
    });
}
