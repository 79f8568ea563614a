import type { Command } from "commander";

const USUAL_COLUMNS = 80;

/** How wide the help of a command is; asked of commander, because help has to be printed without loading what draws reports. */
export function helpWidth(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? USUAL_COLUMNS;
}
