import { type Command, InvalidArgumentError, Option } from "commander";
import { MAX_SEED } from "../../domain/random.ts";
import { strategyNames } from "../../domain/strategy.ts";
import { loadEngineNames } from "../../load/load-engine.ts";
import { reporterNames } from "../../report/index.ts";
import { duration, mayHold, wholeNumber } from "../option-values.ts";

/** Adds the options that override a scenario, which `run` and `plan` share. */
export function addPlanningOptions(command: Command): Command {
  return command
    .addOption(new Option("--strategy <name>", "how the embedded API moves money").choices(strategyNames))
    .option(
      "--seed <number>",
      "the seed that chooses which payouts hit the faults; the same seed repeats the run",
      wholeNumber(0, MAX_SEED),
    )
    .option(
      "--concurrency <number>",
      "maximum payouts in flight, in every phase that sets concurrency",
      wholeNumber(1, 10_000),
    )
    .option("--payouts <number>", "number of payouts, in every phase that sets concurrency", wholeNumber(1, 1_000_000))
    .option(
      "--expect <verdict>",
      "the verdict that every scenario must end in, optionally with findings after a colon, e.g. violated:double-paid",
    )
    .addOption(setOption());
}

/** Adds the options that describe an external target. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--service <file>", "test the payout service that this file describes, instead of the embedded one")
    .option(
      "--target <url>",
      "test a payout API that is already running; it speaks the embedded contract, or that of --service",
    )
    .option("--allow-remote", "allow a target on another machine; real payouts will be sent")
    .option(
      "--rail-port <number>",
      "start our Lightning node on this port of 127.0.0.1 and let the target pay through it: then the node proves what was paid",
      wholeNumber(1, 65_535),
    )
    .option(
      "--rail <url>",
      "judge with a rail that runs elsewhere, by its control address, such as http://127.0.0.1:8079; see chaos-payout rail",
    )
    .addOption(
      new Option(
        "--injected-timeouts <meaning>",
        "whether a payment that the target's failure injection times out may still settle (default: never-paid, as in the contract)",
      ).choices(["never-paid", "unknown"]),
    )
    .option("--stale-reads <duration>", "how far the target's reads may lag behind, e.g. 300ms", duration(0, 60_000))
    .option(
      "--may-hold <share>",
      "how much more than a payout's cost the target may hold while the payout is in flight: sats (5), a share of the amount (0.5%), or the larger of the two (0.5%,5)",
      mayHold,
    );
}

/** Adds the options that hand the load to a load engine. */
export function addLoadOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--load <engine>", "have a load engine send the payouts; everything else is as ever").choices(
        loadEngineNames,
      ),
    )
    .option("--k6 <path>", "where k6 is (default: on the PATH)")
    .option(
      "--load-processes <number>",
      "how many processes of the load engine share the payouts (default: 1)",
      wholeNumber(1, 100),
    )
    .option(
      "--load-results <folder>",
      "send nothing: judge a load that is sent elsewhere by the script in this folder, where its results appear; see chaos-payout export",
    )
    .addOption(
      new Option("--load-silence <duration>", "how long the load may tell nothing")
        .argParser(duration(100, 600_000))
        .hideHelp(),
    );
}

/** The option `--reporter`; the first name is the default. */
export function reporterOption(names: readonly string[] = reporterNames): Option {
  const brief = names === reporterNames ? ". If every report goes to a file, stdout shows a brief table" : "";
  return repeatable(
    new Option("--reporter <name[=file]>", `report to stdout or a file (${names.join(", ")}); repeatable${brief}`),
    names[0] ?? "",
  );
}

/** The option `--set`. */
export function setOption(): Option {
  return repeatable(
    new Option("--set <path=value>", "override a value of the scenario, e.g. load.0.concurrency=50; repeatable"),
    "none",
  );
}

/** The option `--filter`. */
export function filterOption(): Option {
  const option = new Option(
    "--filter <text>",
    "only scenarios whose name contains this text or matches this pattern (spike-*), or whose priority is this one (P1); repeatable",
  );
  return repeatable(option, "all", (value) => {
    if (value === "")
      throw new InvalidArgumentError("It must be part of a name, a pattern such as spike-*, or a priority.");
    return value;
  });
}

function repeatable(option: Option, byDefault: string, read = (value: string) => value): Option {
  return option.argParser((value, before: readonly string[]) => [...before, read(value)]).default([], byDefault);
}

/** Adds `--quiet`, `--verbose` and `--no-ci`, which `run` and `reconcile` share. */
export function addDetailOptions(command: Command): Command {
  return command
    .addOption(new Option("--quiet", "hide progress, and print one line per scenario").conflicts("verbose"))
    .option(
      "--verbose",
      "show the timeline of every affected payout (default: three per finding), and figures per phase",
    )
    .addOption(ciOption());
}

/** The option `--no-ci`. */
export function ciOption(): Option {
  return new Option("--no-ci", "do not enable CI reporters automatically");
}
