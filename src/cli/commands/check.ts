import type { Command } from "commander";
import type { CheckFlags } from "../actions/check.ts";
import { exitCodeHelp } from "../help.ts";
import { wholeNumber } from "../option-values.ts";

/** Adds `check`. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description(
      "make one small payout through a service file, and print every value beside the answer it was read from",
    )
    .argument("<service>", "the service file")
    .option("--amount <sats>", "the amount of the payout", wholeNumber(1, 1_000_000), 1_000)
    .option("--target <url>", "where the service runs already, so that it is not started")
    .option("--rail <url>", "the control port of a rail that runs elsewhere")
    .option("--allow-remote", "allow a service on another machine; a real payout will be sent")
    .addHelpText("after", exitCodeHelp)
    .action(async (file: string, flags: CheckFlags) => {
      const { checkCommand } = await import("../actions/check.ts");
      process.exitCode = await checkCommand(file, flags);
    });
}
