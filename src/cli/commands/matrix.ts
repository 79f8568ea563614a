import { type Command, Option } from "commander";
import { MAX_SEED } from "../../domain/random.ts";
import { strategyNames } from "../../domain/strategy.ts";
import type { MatrixFlags } from "../actions/matrix.ts";
import { matrixHelp } from "../help.ts";
import { wholeNumber } from "../option-values.ts";
import { reporterOption } from "./options.ts";

/** Adds `matrix`. */
export function addMatrixCommand(program: Command, version: string): void {
  program
    .command("matrix")
    .description("run every strategy under every fault, and compare the results with the docs")
    .addOption(new Option("--strategy <names...>", "only these strategies").choices(strategyNames))
    .option("--fault <faults...>", "only these faults, by the name of their scenario; the first nine are also a to i")
    .option(
      "--seed <number>",
      "the seed that chooses which payouts hit the faults (default: each scenario's own)",
      wholeNumber(0, MAX_SEED),
    )
    .option("--simulate", "in virtual time: one process, no sockets, seconds for the whole table")
    .option("--jobs <number>", "how many runs at once (default: one per core)", wholeNumber(1, 64))
    .addOption(reporterOption(["table", "json", "markdown"]))
    .addHelpText("after", matrixHelp)
    .action(async (flags: MatrixFlags) => {
      const { matrixCommand } = await import("../actions/matrix.ts");
      process.exitCode = await matrixCommand(flags, version);
    });
}
