import { Command } from "commander";
import { addExplainCommand } from "./commands/explain.ts";
import { addInitCommand } from "./commands/init.ts";
import { addMatrixCommand } from "./commands/matrix.ts";
import { addReconcileCommand } from "./commands/reconcile.ts";
import { addRunCommand } from "./commands/run.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addValidateCommand } from "./commands/validate.ts";
import { exitCodeTable } from "./exit-code.ts";

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
    .addHelpText("after", helpAfter());
  const commands = [
    ...[addRunCommand, addServeCommand, addValidateCommand],
    ...[addReconcileCommand, addMatrixCommand, addExplainCommand],
    ...[addInitCommand],
  ];
  for (const add of commands) add(program, version);
  for (const command of program.commands)
    command.copyInheritedSettings(program).helpOption("-h, --help", "print this help");
  return program;
}

function helpAfter(): string {
  const codes = exitCodeTable.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join("\n");
  return `
Exit codes:
${codes}

Start here:
  chaos-payout run                                              the four scenarios that every payout API must survive
  chaos-payout run --strategy rollback                          the same run with the fix on
  chaos-payout run late-settle --strategy rollback              why that fix loses money the other way
  chaos-payout run --target http://127.0.0.1:3000               your own payout API
  chaos-payout matrix                                           every strategy under every fault, measured
  chaos-payout explain paid-not-charged                         what a name means, and what fixes it
  chaos-payout init --ci github                                 a scenario of your own, and a workflow that runs it`;
}
