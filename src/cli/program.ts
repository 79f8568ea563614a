import { Command } from "commander";
import { addAlertsCommand } from "./commands/alerts.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addInitCommand } from "./commands/init.ts";
import { addListCommand } from "./commands/list.ts";
import { addMatrixCommand } from "./commands/matrix.ts";
import { addPlanCommand } from "./commands/plan.ts";
import { addReconcileCommand } from "./commands/reconcile.ts";
import { addRunCommand } from "./commands/run.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addValidateCommand } from "./commands/validate.ts";
import { UsageError } from "./errors.ts";
import { exitCodeHelp } from "./help.ts";
import { helpWidth } from "./help-width.ts";
import { isSystemError } from "./system-error.ts";
import { longest, type NamedText, nameList } from "./terminal/definition-list.ts";
import { screenWidth } from "./terminal/width.ts";

/** The commands and their options. Whatever a command does is imported when it is called. */
export function createProgram(version: string): Command {
  const program = new Command("chaos-payout")
    .description(
      "Proves, or disproves, that a payout API loses no money when its Lightning node times out, crashes or lies.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("(chaos-payout --help tells how to use it)")
    .showSuggestionAfterError()
    .exitOverride()
    // Beside a long option there is little room on a narrow screen, and that is no reason to leave it.
    .configureHelp({ minWidthToWrap: 16 })
    .configureOutput({ getOutHelpWidth: screenWidth, getErrHelpWidth: screenWidth })
    .addHelpText("after", exitCodeHelp)
    .addHelpText("after", startHere)
    .hook("preAction", refuseGoneFolder);
  const commands = [
    ...[addRunCommand, addServeCommand, addValidateCommand],
    ...[addPlanCommand, addListCommand],
    ...[addReconcileCommand, addMatrixCommand, addExplainCommand],
    ...[addAlertsCommand, addInitCommand],
  ];
  for (const add of commands) add(program, version);
  for (const command of program.commands)
    command.copyInheritedSettings(program).helpOption("-h, --help", "print this help");
  return program;
}

const firstSteps: readonly NamedText[] = [
  ["chaos-payout run", "the four scenarios that every payout API must survive"],
  ["chaos-payout run --strategy rollback", "the same run with the fix on"],
  ["chaos-payout run late-settle --strategy rollback", "why that fix loses money the other way"],
  ["chaos-payout run --target http://127.0.0.1:3000", "your own payout API"],
  ["chaos-payout matrix", "every strategy under every fault, measured"],
  ["chaos-payout explain paid-not-charged", "what a name means, and what fixes it"],
  ["chaos-payout init --ci github", "a scenario of your own, and a workflow that runs it"],
];

/** What to do first: it stands below the exit codes. */
function startHere({ command }: { readonly command: Command }): string {
  const layout = { indent: 2, width: helpWidth(command), nameColumns: longest(firstSteps.map(([name]) => name)) };
  return ["", "Start here:", ...nameList(firstSteps, layout)].join("\n");
}

/** Every command counts paths from the working folder, and somebody may have removed it. @throws UsageError */
function refuseGoneFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError("the working directory no longer exists: change to another one");
  }
}
