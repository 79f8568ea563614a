import { maskControlsInLines } from "../text/strip-controls.ts";
import { unobeyed } from "./ci/escape-workflow-commands.ts";
import { UsageError } from "./errors.ts";
import { exitCodes } from "./exit-code.ts";
import { sourceStack } from "./source-stack.ts";
import { lackOfMachine } from "./system-error.ts";

/** Says on stderr what went wrong, in one line where the reader can mend it and with the stack where we have to; the answer is the exit code. */
export function sayTrouble(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(unobeyed(`chaos-payout: ${maskControlsInLines(error.message)}\n`));
    return error.exitCode;
  }
  const lack = lackOfMachine(error);
  if (lack !== undefined) {
    process.stderr.write(unobeyed(`chaos-payout: ${maskControlsInLines(lack)}\n`));
    return exitCodes.unreachable;
  }
  const text = `chaos-payout: a bug of ours, please report it with this text\n${maskControlsInLines(sourceStack(error))}\n`;
  process.stderr.write(unobeyed(text));
  return exitCodes.bug;
}
