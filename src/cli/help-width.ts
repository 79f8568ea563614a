import type { Command } from "commander";
import { USUAL_COLUMNS } from "./terminal/width.ts";

/** How wide the help of a command is, as commander was told it. */
export function helpWidth(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? USUAL_COLUMNS;
}
