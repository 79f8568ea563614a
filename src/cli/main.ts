import { readFileSync } from "node:fs";
import { surviveBrokenStreams } from "./broken-streams.ts";
import { reportError } from "./errors.ts";
import { exitCodes } from "./exit-code.ts";
import { packageFile } from "./package-file.ts";

/**
 * Where the process begins and ends: only cli knows its arguments, streams, signals and exit code. Modules are loaded when they are needed,
 * so that `--version`, which scripts and package managers ask for, costs little more than node itself.
 */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    process.stdout.write(`${version()}\n`);
    return;
  }
  const { createProgram, refuseUnknownCommand } = await import("./program.ts");
  const program = createProgram(version());
  refuseUnknownCommand(program, words);
  await program.parseAsync();
}

surviveBrokenStreams();

// Without this, Node would end with 1 after an error in an event handler, and 1 is the verdict "violated".
process.on("uncaughtException", (error) => process.exit(exitCodeFor(error)));

try {
  await main();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

/** Prints an error, unless commander has done so already. Returns the exit code. */
function exitCodeFor(error: unknown): number {
  if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage;
  return reportError(error);
}

/** Recognised by its code: the module of commander may not be loaded. */
function isCommanderError(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

function version(): string {
  const text = readFileSync(packageFile("package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
