import { readFileSync } from "node:fs";
import { exitCodes } from "./exit-code.ts";
import { endureFullStreams } from "./full-stream.ts";
import { packageFile } from "./package-file.ts";
import { sayTrouble } from "./trouble.ts";

/**
 * Where the process begins and ends: only this folder knows its arguments, streams, signals and exit code. Nothing is imported before
 * it is needed, so that `--version`, which scripts and package managers ask for, costs little more than node itself.
 */
async function main(): Promise<void> {
  const [only, ...others] = process.argv.slice(2);
  if (others.length === 0 && (only === "--version" || only === "-V")) {
    process.stdout.write(`${version()}\n`);
    return;
  }
  const [{ createProgram }, { refuseUnknownCommand }] = await Promise.all([
    import("./program.ts"),
    import("./unknown-command.ts"),
  ]);
  const program = createProgram(version());
  refuseUnknownCommand(program, process.argv.slice(2));
  await program.parseAsync();
}

endureFullStreams();

// Whatever is thrown where nobody waits for it, in an event handler for one, is a bug of ours, and never the verdict "violated".
process.on("uncaughtException", (error) => process.exit(report(error)));

try {
  await main();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong, unless that has been said; the answer is the exit code. */
function report(error: unknown): number {
  // Commander has already printed its message.
  if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage;
  return sayTrouble(error);
}

/** Commander's own errors, told by their code: its module may not even have been loaded. */
function isCommanderError(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

function version(): string {
  const text = readFileSync(packageFile("package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
