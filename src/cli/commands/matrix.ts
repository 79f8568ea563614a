import { type Command, Option } from "commander";
import { MAX_SEED } from "../../domain/random.ts";
import { strategyNames } from "../../domain/strategy.ts";
import { matrixHelp } from "../matrix-help.ts";
import { reporterOption, wholeNumber } from "../option-values.ts";
import { type MatrixFlags, matrixReporterNames } from "./matrix-flags.ts";

/** Adds `matrix`: every strategy under every fault. */
export function addMatrixCommand(program: Command, version: string): void {
  program
    .command("matrix")
    .description("measure which strategy survives which fault; exit code 0 when the table is as documented")
    .addOption(new Option("--strategy <names...>", "only these strategies").choices(strategyNames))
    .option("--fault <faults...>", "only these faults, by the letter of their column or the name of their scenario")
    .option("--seed <number>", "which payouts meet the faults (default: the scenario's own)", wholeNumber(0, MAX_SEED))
    .option("--jobs <number>", "how many runs at once (default: one for each core)", wholeNumber(1, 64))
    .addOption(reporterOption(matrixReporterNames))
    .addHelpText("after", matrixHelp)
    .action(async (flags: MatrixFlags) => {
      const { matrixCommand } = await import("../actions/matrix.ts");
      process.exitCode = await matrixCommand(flags, version);
    });
}
