import type { Command } from "commander";
import { strategyNames } from "../domain/strategy.ts";
import { strategyTexts } from "../explain/strategies.ts";
import { helpWidth } from "./help-width.ts";
import { longest, nameList } from "./terminal/definition-list.ts";

/** What each strategy does, in a sentence: it stands below the options of the commands that have `--strategy`. */
export function strategyHelp({ command }: { readonly command: Command }): string {
  const width = helpWidth(command);
  const entries = strategyNames.map((name) => [name, strategyTexts[name].summary] as const);
  const list = nameList(entries, { indent: 2, nameColumns: longest(strategyNames), width });
  return ["", "Strategies (chaos-payout explain NAME tells more):", ...list].join("\n");
}
