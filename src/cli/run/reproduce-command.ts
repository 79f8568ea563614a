import { expectationText } from "../../scenario/expectation.ts";
import { quoted } from "../../text/shell-word.ts";
import type { PlanningFlags } from "../commands/run-flags.ts";
import { targetWords } from "../commands/target-options.ts";
import type { LoadedScenario } from "../scenarios/load.ts";

/**
 * The one line that repeats a run. Of the variables that went into it only the names are told, in a form in which a shell uses the values
 * that it has, and stops where it has none.
 */
export function againLine(
  { reference, variables }: Pick<LoadedScenario, "reference" | "variables">,
  seed: number,
  flags: PlanningFlags,
): string {
  const environment = variables.map((name) => `${name}="\${${name}?}"`);
  const words = [...environment, "npx", "chaos-payout", "run", quoted(unlikeFlag(reference))];
  for (const assignment of flags.set) words.push("--set", quoted(assignment));
  if (flags.strategy !== undefined) words.push("--strategy", flags.strategy);
  if (flags.concurrency !== undefined) words.push("--concurrency", String(flags.concurrency));
  if (flags.payouts !== undefined) words.push("--payouts", String(flags.payouts));
  words.push(...targetWords(flags));
  if (flags.expect !== undefined) words.push("--expect", expectationText(flags.expect));
  return [...words, "--seed", String(seed)].join(" ");
}

/** A file that is called like a flag is none behind its folder. */
function unlikeFlag(reference: string): string {
  return /^-.*\.ya?ml$/.test(reference) ? `./${reference}` : reference;
}
