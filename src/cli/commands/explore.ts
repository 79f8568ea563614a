import { type Command, Option } from "commander";
import { MAX_SEED } from "../../domain/random.ts";
import { strategyNames } from "../../domain/strategy.ts";
import type { ExploreFlags } from "../explore/flags.ts";
import type { ExploreServiceFlags } from "../explore-service/settings.ts";
import { exploreHelp } from "../help.ts";
import { duration, wholeNumber } from "../option-values.ts";
import { reporterOption, setOption } from "./options.ts";

/** Adds `explore`. */
export function addExploreCommand(program: Command, version: string): void {
  program
    .command("explore")
    .description("look for the order of events that loses a sat, and make it as small as it gets")
    .argument("[scenarios...]", "files, folders or names (default: small scenarios that the seed draws)")
    .addOption(new Option("--strategy <name>", "how the embedded API moves money").choices(strategyNames))
    .addOption(setOption())
    .option("--schedules <number>", "how many schedules to try", wholeNumber(1, 1_000_000_000))
    .option(
      "--for <duration>",
      "how long to try, e.g. 60s (default: 10s, or 60s with --service)",
      duration(100, 86_400_000),
    )
    .addOption(
      new Option("--search <name>", "how to choose the next order of events (default: random)").choices([
        "random",
        "pct",
        "exhaustive",
      ]),
    )
    .option(
      "--depth <number>",
      "pct: how many ordering constraints a bug needs (default: 3); exhaustive: how many events are held back (default: 2)",
      wholeNumber(1, 20),
    )
    .option(
      "--seed <number>",
      "the seed of everything that is drawn; the same seed repeats it",
      wholeNumber(0, MAX_SEED),
    )
    .option("--fault <names...>", "draw only scenarios in which one of these faults or interruptions is planned")
    .option("--all", "go on after a finding, and count every kind")
    .option("--save <file>", "write the smallest scenario that shows the first finding, for `run` and your tests")
    .option("--replay <file>", "repeat a saved scenario or a journal of a simulated run, and tell its history")
    .optionsGroup("A service of your own:")
    .option("--service <file>", "explore the real payout service that this file describes, on its processes")
    .option("--target <url>", "where that service runs already")
    .option("--rail <url>", "the control address of a rail that runs elsewhere")
    .option("--allow-remote", "allow a service on another machine; real payouts will be sent")
    .option(
      "--at-once <number>",
      "how many processes of the service run at once, each with books of its own (default: 1)",
      wholeNumber(1, 16),
    )
    .option(
      "--each <name=value...>",
      "a variable of the environment that each of them has for itself, with its number for {n}: DATABASE=/tmp/books-{n}.db",
    )
    .optionsGroup("Options:")
    .addOption(reporterOption(["text", "json", "html"]))
    .addHelpText("after", exploreHelp)
    .action(async (scenarios: string[], flags: ExploreFlags & Partial<ExploreServiceFlags>) => {
      const { service } = flags;
      if (service !== undefined) {
        const { exploreServiceCommand } = await import("../explore-service/explore-service.ts");
        process.exitCode = await exploreServiceCommand(scenarios, { ...flags, service });
        return;
      }
      const { refuseServiceFlags } = await import("../explore-service/settings.ts");
      refuseServiceFlags(flags);
      if (flags.replay !== undefined) {
        const { replayCommand } = await import("../explore/replay.ts");
        process.exitCode = await replayCommand(flags.replay, scenarios, flags);
        return;
      }
      const { exploreCommand } = await import("../explore/explore.ts");
      process.exitCode = await exploreCommand(scenarios, flags, version);
    });
}
