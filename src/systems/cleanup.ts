import { TargetError } from "../service/target.ts";

/** Ends what was started for a run. */
export interface Cleanup {
  /** `end` may return a sentence about what it could not restore. */
  add(end: () => Promise<unknown>): void;
  /** Ends everything, last first, whatever fails meanwhile. Returns what could not be restored, one sentence each. @throws the first failure */
  close(): Promise<readonly string[]>;
  /** Ends everything because of an error. Returns the error, with what could not be restored. */
  closeAfter(error: unknown): Promise<unknown>;
}

/** Creates an empty cleanup. */
export function createCleanup(): Cleanup {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async () => {
    const left: string[] = [];
    const failures: unknown[] = [];
    for (const end of ends.splice(0).reverse()) {
      try {
        const notRestored = await end();
        if (typeof notRestored === "string") left.push(notRestored);
      } catch (error) {
        // Everything else must still be ended: a child, a socket, a folder.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return left;
  };
  return {
    add: (end) => void ends.push(end),
    close,
    async closeAfter(error) {
      const left = await close();
      if (left.length === 0 || !(error instanceof TargetError)) return error;
      return new TargetError(error.kind, [error.message, ...left].join("; and "));
    },
  };
}
