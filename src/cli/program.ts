import { Command } from "commander";
import { addAlertsCommand } from "./commands/alerts.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addExploreCommand } from "./commands/explore.ts";
import { addExportCommand } from "./commands/export.ts";
import { addInitCommand } from "./commands/init.ts";
import { addListCommand } from "./commands/list.ts";
import { addMatrixCommand } from "./commands/matrix.ts";
import { addPlanCommand } from "./commands/plan.ts";
import { addRailCommand } from "./commands/rail.ts";
import { addReconcileCommand } from "./commands/reconcile.ts";
import { addRunCommand } from "./commands/run.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addValidateCommand } from "./commands/validate.ts";
import { suggestion, UsageError } from "./errors.ts";
import { exitCodeHelp, firstStepsHelp } from "./help.ts";
import { isSystemError } from "./system-error.ts";
import { stdoutColumns } from "./terminal/width.ts";

const commands = [
  addRunCommand,
  addServeCommand,
  addRailCommand,
  addCheckCommand,
  addValidateCommand,
  addPlanCommand,
  addListCommand,
  addReconcileCommand,
  addExportCommand,
  addMatrixCommand,
  addExploreCommand,
  addExplainCommand,
  addAlertsCommand,
  addInitCommand,
];

/** Declares the commands and their options. What a command does is loaded when it is called. */
export function createProgram(version: string): Command {
  const program = new Command("chaos-payout")
    .description(
      "Proves, or disproves, that a payout API loses no money when its Lightning node times out, crashes or lies.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print help for a command")
    .showHelpAfterError("(see chaos-payout --help)")
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ minWidthToWrap: 16 })
    .configureOutput({ getOutHelpWidth: stdoutColumns, getErrHelpWidth: stdoutColumns })
    .addHelpText("after", exitCodeHelp)
    .addHelpText("after", firstStepsHelp)
    .hook("preAction", refuseMissingFolder);
  for (const add of commands) add(program, version);
  for (const command of program.commands)
    command
      .copyInheritedSettings(program)
      .helpOption("-h, --help", "print this help")
      .showHelpAfterError(`(see chaos-payout ${command.name()} --help)`);
  return program;
}

/** Options that can precede a command. */
const OWN_OPTIONS: readonly string[] = ["-h", "--help", "-V", "--version", "--"];

/** Refuses an unknown command. Beside --help or `help`, commander would print the help of the program and exit with 0. @throws UsageError */
export function refuseUnknownCommand(program: Command, words: readonly string[]): void {
  const names = program.commands.map((command) => command.name());
  const [first, ...others] = words.filter((word) => !OWN_OPTIONS.includes(word));
  const command = first === "help" ? others[0] : first;
  // Commander reports an unknown option.
  if (command === undefined || command.startsWith("-") || command === "help" || names.includes(command)) return;
  const word = command.length > 40 ? `${command.slice(0, 39)}…` : command;
  throw new UsageError(`unknown command "${word}": ${suggestion(command, names)}`);
}

/** Every command reads paths relative to the working folder, which may have been removed. @throws UsageError */
function refuseMissingFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError("the working directory no longer exists: change to another one");
  }
}
