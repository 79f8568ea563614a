import { type Command, InvalidArgumentError, Option } from "commander";
import { satsOf } from "../../domain/money.ts";
import type { DeclaredProject, InjectedTimeouts } from "../../domain/run-started.ts";
import { quoted } from "../../text/shell-word.ts";
import { wholeNumber } from "../option-values.ts";

/** What was said on a command line about a payout API of somebody else's. */
export interface TargetFlags {
  readonly target?: string;
  readonly allowRemote?: boolean;
  readonly railPort?: number;
  readonly injectedTimeouts?: InjectedTimeouts;
  /** In milliseconds. */
  readonly staleReads?: number;
  readonly mayHold?: DeclaredProject["mayHold"];
}

/** Adds the options about a target: where it is, who is its rail, and what it declares of itself. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--target <url>", "a payout API that is already running, instead of the embedded one")
    .option("--allow-remote", "allow a target that is not on this machine; payouts really go there")
    .option(
      "--rail-port <number>",
      "run our Lightning node on this port of 127.0.0.1 for the target to pay through; then the node, and not the target, tells what was paid",
      wholeNumber(1, 65_535),
    )
    .addOption(
      new Option(
        "--injected-timeouts <meaning>",
        "what a timeout injected by the target's switch means for its payment (default: never-paid, as the contract says)",
      ).choices(["never-paid", "unknown"]),
    )
    .addOption(
      new Option("--stale-reads <duration>", "how far the target's reads may lag behind, such as 300ms").argParser(lag),
    )
    .addOption(
      new Option(
        "--may-hold <share>",
        "what the target may hold on top of the cost of a payout under way: sats (5), a share of the amount (0.5%), or the larger of the two (0.5%,5)",
      ).argParser(reserve),
    );
}

/** The words of a command line that say the same. */
export function targetWords(flags: TargetFlags): readonly string[] {
  const words: string[] = [];
  if (flags.target !== undefined) words.push("--target", quoted(flags.target));
  if (flags.allowRemote === true) words.push("--allow-remote");
  if (flags.railPort !== undefined) words.push("--rail-port", String(flags.railPort));
  if (flags.injectedTimeouts !== undefined) words.push("--injected-timeouts", flags.injectedTimeouts);
  if (flags.staleReads !== undefined) words.push("--stale-reads", `${flags.staleReads}ms`);
  if (flags.mayHold !== undefined) words.push("--may-hold", reserveText(flags.mayHold));
  return words;
}

const MAX_LAG_MS = 60_000;

function lag(text: string): number {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(text) ?? [];
  const ms = Math.round(Number(number) * (unit === "s" ? 1_000 : 1));
  if (ms >= 0 && ms <= MAX_LAG_MS) return ms;
  throw new InvalidArgumentError(`It must be a duration from 0ms to ${MAX_LAG_MS / 1_000}s, such as 300ms or 2s.`);
}

const PPM_OF_PERCENT = 10_000;

function reserve(text: string): DeclaredProject["mayHold"] {
  const [, percent, comma, sats] = /^(?:(\d{1,3}(?:\.\d{1,4})?)%)?(,)?(?:(\d{1,9}(?:\.\d{1,3})?))?$/.exec(text) ?? [];
  const isSeparated = (comma !== undefined) === (percent !== undefined && sats !== undefined);
  if (isSeparated && (percent !== undefined || sats !== undefined) && Number(percent ?? 0) <= 100) {
    return {
      ppm: Math.round(Number(percent ?? 0) * PPM_OF_PERCENT),
      atLeastMsat: Math.round(Number(sats ?? 0) * 1_000),
    };
  }
  throw new InvalidArgumentError(
    "It must be a number of sats such as 5, a share such as 0.5%, or both such as 0.5%,5.",
  );
}

function reserveText({ ppm, atLeastMsat }: DeclaredProject["mayHold"]): string {
  const share = ppm === 0 ? [] : [`${ppm / PPM_OF_PERCENT}%`];
  return [...share, ...(atLeastMsat === 0 && ppm > 0 ? [] : [String(satsOf(atLeastMsat))])].join(",");
}
