import { TargetError } from "../target/target.ts";

/** What is to be ended again of what was started. */
export interface Cleanup {
  /** `end` may answer with a sentence about what it could not put back. */
  add(end: () => Promise<unknown>): void;
  /** Ends everything, the last first, whatever fails meanwhile. The answer tells what could not be put back, one sentence each. @throws the first failure */
  close(): Promise<readonly string[]>;
  /** Ends everything because of an error. The answer is the error, with what could not be put back. */
  closeAfter(error: unknown): Promise<unknown>;
}

/** Of a system of which nothing is started yet. */
export function createCleanup(): Cleanup {
  const cleanup: (() => Promise<unknown>)[] = [];
  const close = async () => {
    const left: string[] = [];
    const failures: unknown[] = [];
    for (const end of cleanup.splice(0).reverse()) {
      try {
        const told = await end();
        if (typeof told === "string") left.push(told);
      } catch (error) {
        // What is left must end all the same: a child, a socket, a folder.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return left;
  };
  return {
    add: (end) => void cleanup.push(end),
    close,
    async closeAfter(error) {
      const left = await close();
      if (left.length === 0 || !(error instanceof TargetError)) return error;
      return new TargetError(error.kind, [error.message, ...left].join("; and "));
    },
  };
}
