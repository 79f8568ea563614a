import { type Command, Option } from "commander";
import { dialectNames } from "../../domain/dialect.ts";
import { duplicateHandlingNames } from "../../domain/duplicate-handling.ts";
import { MAX_SEED } from "../../domain/random.ts";
import { dialects, percentage, wholeNumber } from "../option-values.ts";
import type { RailFlags } from "../rail/rail.ts";

/** Adds `rail`. */
export function addRailCommand(program: Command): void {
  program
    .command("rail")
    .description("start a rail on 127.0.0.1: the Lightning provider through which a payout service pays")
    .addOption(
      new Option(
        "--dialect <name>",
        `how the service talks to it; repeatable, all dialects share one node (choices: ${dialectNames.join(", ")})`,
      )
        .argParser(dialects)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--port <number>", "the port of the first dialect; each further one takes the next port")
        .argParser(wholeNumber(1, 65_535))
        .default(undefined, "any free ports"),
    )
    .addOption(
      new Option(
        "--control <port>",
        "the port from which a run plans its faults and observes it, or 0 for any free one",
      )
        .argParser(wholeNumber(0, 65_535))
        .makeOptionMandatory(),
    )
    .option("--plain", "no TLS, also where the real provider always has it")
    .addOption(
      new Option("--routing-fee <percent>", "what a route costs, e.g. 0.1%").argParser(percentage).default(0, "no fee"),
    )
    .addOption(
      new Option("--duplicates <name>", "what the node does with a payment hash that it has already seen")
        .choices(duplicateHandlingNames)
        .default("reject"),
    )
    .addOption(
      new Option("--seed <number>", "the seed of all credentials; the same seed has the same ones")
        .argParser(wholeNumber(0, MAX_SEED))
        .default(42),
    )
    .action(async (flags: RailFlags) => {
      const { railCommand } = await import("../rail/rail.ts");
      process.exitCode = await railCommand(flags);
    });
}
