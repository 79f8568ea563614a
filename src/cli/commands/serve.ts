import { type Command, InvalidArgumentError, Option } from "commander";
import { duplicateHandlingNames } from "../../domain/duplicate-handling.ts";
import type { Sats } from "../../domain/money.ts";
import { MAX_SEED } from "../../domain/random.ts";
import { DEFAULT_STRATEGY, strategyNames } from "../../domain/strategy.ts";
import { MAX_BALANCE_SATS, type ProjectOpening } from "../../embedded/ledger/balances.ts";
import { rateLimit, wholeNumber } from "../option-values.ts";
import { crashFlag } from "../serve/crash.ts";
import { strategyHelp } from "../strategy-help.ts";
import type { ServeFlags } from "./serve-flags.ts";

const DEFAULT_PORT = 3000;
const DEFAULT_RAIL_TIMEOUT_MS = 100;
const DEFAULT_SEED = 42;
const MAX_RAIL_TIMEOUT_MS = 60_000;

/** Adds `serve`: the embedded payout API on its own. */
export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("start the embedded payout API, with a Lightning node of its own, on 127.0.0.1")
    .addOption(
      new Option("--port <number>", "0 for any free one").argParser(wholeNumber(0, 65_535)).default(DEFAULT_PORT),
    )
    .addOption(new Option("--strategy <name>", "how it moves money").choices(strategyNames).default(DEFAULT_STRATEGY))
    .option("--ledger <file>", "keep the ledger in this file; what it holds already counts (default: a temporary file)")
    .option("--temporary-ledger <folder>", "keep the ledger in this folder, and remove the folder at the end")
    .option(
      "--project <id=sats>",
      "a project and its opening balance; repeatable (default: project_test_001=100000)",
      project,
    )
    .option("--rail <url>", "pay through the Lightning node at this address instead of one of its own")
    .addOption(
      new Option("--rail-timeout <duration>", "how long to wait for the node, such as 100ms or 2s")
        .argParser(duration)
        .default(DEFAULT_RAIL_TIMEOUT_MS, `${DEFAULT_RAIL_TIMEOUT_MS}ms`),
    )
    .addOption(
      new Option("--duplicates <name>", "what the node does with a payment hash that it has seen before")
        .choices(duplicateHandlingNames)
        .default("reject"),
    )
    .addOption(
      new Option("--seed <number>", "which payments of its own node meet the injected faults")
        .argParser(wholeNumber(0, MAX_SEED))
        .default(DEFAULT_SEED),
    )
    .option(
      "--rate-limit <n/unit>",
      "payouts that one gamertag may ask for, such as 10/h, 5/m or 2/s (default: any number)",
      rateLimit,
    )
    .option("--allow-remote-callbacks", "send callbacks to receivers that are not on this machine, too")
    .option(
      "--exit-with-stdin",
      "stop when standard input closes, so that it cannot outlive the program that started it",
    )
    // Only a scenario has a use for it: whoever types it here ends what was just started.
    .addOption(
      new Option("--crash <point:occurrence>", "kill the process where it passes this point")
        .argParser(crashFlag)
        .hideHelp(),
    )
    .addHelpText("after", strategyHelp)
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import("../serve/serve.ts");
      process.exitCode = await serveCommand(flags);
    });
}

function duration(text: string): number {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s)$/.exec(text) ?? [];
  const ms = Number(number) * (unit === "s" ? 1_000 : 1);
  if (Number.isInteger(ms) && ms >= 1 && ms <= MAX_RAIL_TIMEOUT_MS) return ms;
  throw new InvalidArgumentError(`It is a duration from 1ms to ${MAX_RAIL_TIMEOUT_MS / 1_000}s, such as 100ms or 2s.`);
}

function project(text: string, before: readonly ProjectOpening[] = []): readonly ProjectOpening[] {
  const separator = text.lastIndexOf("=");
  const projectId = text.slice(0, Math.max(separator, 0)).trim();
  const balanceSats = sats(text.slice(separator + 1));
  if (projectId === "" || balanceSats === undefined) {
    throw new InvalidArgumentError(
      "It is the id of a project and its opening balance in whole sats, such as project_test_001=100_000.",
    );
  }
  if (before.some((each) => each.projectId === projectId)) {
    throw new InvalidArgumentError(`The project ${projectId} is there twice.`);
  }
  return [...before, { projectId, balanceSats }];
}

function sats(text: string): Sats | undefined {
  const value = /^\d[\d_,]{0,30}$/.test(text) ? Number(text.replaceAll(/[_,]/g, "")) : Number.NaN;
  return value <= MAX_BALANCE_SATS ? value : undefined;
}
