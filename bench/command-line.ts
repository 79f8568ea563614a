/** A command line that cannot be obeyed. */
export class UsageError extends Error {}

/** Runs a command and sets its exit code. A wrong argument is one line and 64; every other error keeps its stack. */
export async function runCommand(command: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 64;
  }
}

/** Reads a count. @throws UsageError */
export function countFrom(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`${name} must be a whole number from 1 (got ${text})`);
  }
  return count;
}

/** Writes one line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
