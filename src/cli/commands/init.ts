import { type Command, Option } from "commander";
import type { CiName, InitFlags } from "../actions/init.ts";

const ciNames: readonly CiName[] = ["github", "gitlab"];

/** Adds `init`. */
export function addInitCommand(program: Command, version: string): void {
  program
    .command("init")
    .description("write a starter scenario with comments, and a JSON schema for editor autocompletion")
    .argument("[folder]", "the folder in which to create scenarios/; created if missing", ".")
    .addOption(new Option("--ci <service>", "also write a CI job that runs the scenarios").choices(ciNames))
    .option("--service", "also write a service file, which describes your own payout API, and its JSON schema")
    .option("--force", "overwrite existing files")
    .action(async (folder: string, flags: InitFlags) => {
      const { initCommand } = await import("../actions/init.ts");
      process.stdout.write(await initCommand(folder, flags, version, process.cwd()));
    });
}
