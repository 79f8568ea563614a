import { shellWord } from "../../text/shell-word.ts";
import { formatMayHold } from "../option-values.ts";
import type { LoadedScenario } from "../scenarios/load.ts";
import type { PlanningFlags } from "./job.ts";
import type { TargetFlags } from "./target.ts";

/**
 * The command that repeats a run. Environment variables are named without their values, in a form that makes a shell insert the value it
 * has and stop if it has none.
 */
export function reproduceCommand(
  { reference, variables }: Pick<LoadedScenario, "reference" | "variables">,
  seed: number,
  flags: PlanningFlags,
): string {
  const environment = variables.map((name) => `${name}="\${${name}?}"`);
  const words = [...environment, "npx", "chaos-payout", "run", shellWord(unlikeFlag(reference))];
  for (const assignment of flags.set) words.push("--set", shellWord(assignment));
  if (flags.strategy !== undefined) words.push("--strategy", flags.strategy);
  if (flags.concurrency !== undefined) words.push("--concurrency", String(flags.concurrency));
  if (flags.payouts !== undefined) words.push("--payouts", String(flags.payouts));
  words.push(...targetWords(flags));
  if (flags.expect !== undefined) words.push("--expect", shellWord(flags.expect));
  return [...words, "--seed", String(seed)].join(" ");
}

/** With its folder, a file that is named like a flag is not taken for one. */
function unlikeFlag(reference: string): string {
  return /^-.*\.ya?ml$/.test(reference) ? `./${reference}` : reference;
}

/** The flags that describe a target, as words of a command line. */
export function targetWords(flags: TargetFlags): readonly string[] {
  const words: string[] = [];
  if (flags.target !== undefined) words.push("--target", shellWord(flags.target));
  if (flags.allowRemote === true) words.push("--allow-remote");
  if (flags.railPort !== undefined) words.push("--rail-port", String(flags.railPort));
  if (flags.injectedTimeouts !== undefined) words.push("--injected-timeouts", flags.injectedTimeouts);
  if (flags.staleReads !== undefined) words.push("--stale-reads", `${flags.staleReads}ms`);
  if (flags.mayHold !== undefined) words.push("--may-hold", formatMayHold(flags.mayHold));
  return words;
}
