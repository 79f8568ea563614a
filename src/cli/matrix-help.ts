import type { Command } from "commander";
import { truthTable } from "../explain/truth-table.ts";
import { wrapText } from "../text/wrap.ts";
import { exitCodes } from "./exit-code.ts";
import { helpWidth } from "./help-width.ts";
import { longest, type NamedText, nameList } from "./terminal/definition-list.ts";

const codes: readonly NamedText[] = [
  [String(exitCodes.asExpected), "every cell is as documented"],
  [String(exitCodes.violated), "a cell differs: money moved otherwise than documented"],
  [String(exitCodes.inconclusive), "a cell is in doubt, be it one with nothing documented: nothing was proved"],
  [String(exitCodes.stuck), "a payout never came to rest where that is not documented"],
];

/** What the letters of the columns are, and what the exit code is of: it stands below the options of `matrix`. */
export function matrixHelp({ command }: { readonly command: Command }): string {
  const width = helpWidth(command);
  const faults = truthTable.map(({ fault, scenario, title }) => [`${fault}  ${scenario}`, title] as const);
  const layout = { indent: 2, width };
  return [
    "",
    ...wrapText("Faults, each the letter of its column and the name of its scenario:", width),
    ...nameList(faults, { ...layout, nameColumns: longest(faults.map(([name]) => name)) }),
    "",
    ...wrapText("Exit codes; of several the worst counts, which is 1, then 3, then 2:", width),
    ...nameList(codes, { ...layout, nameColumns: 1 }),
  ].join("\n");
}
