import type { Command } from "commander";
import { wrapText } from "../text/wrap.ts";
import { exitCodeTable, severity } from "./exit-code.ts";
import { helpWidth } from "./help-width.ts";
import { nameList } from "./terminal/definition-list.ts";

/** Every exit code, what it means and what to do about it: it stands below the options of the program and of `run`. */
export function exitCodeHelp({ command }: { readonly command: Command }): string {
  const entries = exitCodeTable.map(({ code, means, next }) => [String(code), `${means}. ${next}`] as const);
  const width = helpWidth(command);
  return [
    "",
    ...wrapText(`Exit codes; of several scenarios the worst counts, in this order: ${severity.join(", ")}`, width),
    ...nameList(entries, { indent: 2, nameColumns: 3, width }),
  ].join("\n");
}
