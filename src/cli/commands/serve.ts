import { type Command, InvalidArgumentError, Option } from "commander";
import { duplicateHandlingNames } from "../../domain/duplicate-handling.ts";
import { formerValues } from "../../domain/former-names.ts";
import { MAX_SEED } from "../../domain/random.ts";
import { DEFAULT_STRATEGY, strategyNames } from "../../domain/strategy.ts";
import { strategyHelp } from "../help.ts";
import { duration, plannedCrashes, projectOpenings, rateLimit, wholeNumber } from "../option-values.ts";
import type { ServeFlags } from "../serve/serve.ts";

/** Adds `serve`. */
export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("start the embedded payout API on 127.0.0.1, with its own Lightning node")
    .addOption(
      new Option("--port <number>", "the port, or 0 for any free one").argParser(wholeNumber(0, 65_535)).default(3000),
    )
    .addOption(new Option("--strategy <name>", "how it moves money").choices(strategyNames).default(DEFAULT_STRATEGY))
    .option(
      "--ledger <file>",
      "store the ledger in this file; existing contents are reused (default: a temporary file)",
    )
    .option("--temporary-ledger <folder>", "store the ledger in this folder, and delete the folder on exit")
    .option(
      "--project <id=sats>",
      "a project and its opening balance; repeatable (default: project_test_001=100000)",
      projectOpenings,
    )
    .option(
      "--fee <rule>",
      "what a payout costs, as in a scenario, e.g. '{ percent: 1, flat: 5 }' (default: 2%, rounded up to a whole sat)",
    )
    .option(
      "--rate-limit <n/unit>",
      "payouts that one gamertag may request, e.g. 10/h, 5/m or 2/s (default: unlimited)",
      rateLimit,
    )
    .option("--allow-remote-callbacks", "allow callbacks to other machines")
    .option("--rail <url>", "pay through the Lightning node at this URL instead of the built-in one")
    .addOption(
      new Option("--rail-timeout <duration>", "how long to wait for the node, e.g. 100ms or 2s")
        .argParser(duration(1, 60_000))
        .default(100, "100ms"),
    )
    .addOption(
      new Option(
        "--recheck-after <duration>",
        "how long after a payment has failed for good to ask the node once more, e.g. 200ms (default: never)",
      ).argParser(duration(1, 60_000)),
    )
    .addOption(
      new Option("--duplicates <name>", "what the node does with a payment hash that it has already seen")
        .choices(duplicateHandlingNames)
        .default("reject"),
    )
    .addOption(
      new Option("--seed <number>", "the seed that chooses which payments on the built-in node hit the injected faults")
        .argParser(wholeNumber(0, MAX_SEED))
        .default(42),
    )
    .option(
      "--exit-with-stdin",
      "exit when standard input closes, so that the server does not outlive its parent process",
    )
    .addOption(new Option("--rail-profile <name>").argParser(refuseFormerName).hideHelp())
    // Hidden, because it is for scenarios only.
    .addOption(
      new Option("--crash <point:occurrence:how:length>", "interrupt the process at this point; repeatable")
        .argParser(plannedCrashes)
        .hideHelp(),
    )
    .addOption(new Option("--rail-events", "take webhooks of the node at POST /api/v1/rail-events").hideHelp())
    .addHelpText("after", strategyHelp)
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import("../serve/serve.ts");
      process.exitCode = await serveCommand(flags);
    });
}

function refuseFormerName(name: string): never {
  throw new InvalidArgumentError(`It was renamed: write --duplicates ${formerValues[name] ?? "<name>"}.`);
}
