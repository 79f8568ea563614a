import type { MatrixCell } from "../../domain/matrix.ts";
import { truncateEnd } from "../../text/width.ts";
import { SEPARATOR } from "../../text/wrap.ts";
import type { ProgressOptions } from "../terminal/capabilities.ts";
import { createLiveLine } from "../terminal/live-line.ts";
import { DEFAULT_COLUMNS } from "../terminal/width.ts";

/** Shows how many cells of a matrix are measured. */
export interface MatrixProgress {
  measured(cell: MatrixCell): void;
  /** Prints a message that stays. */
  printAbove(message: string): void;
  close(): void;
}

/** How often a log gets a line; a matrix that is measured sooner needs none. */
const LOG_EVERY_MS = 10_000;

/** The progress of a matrix of so many cells. */
export function createMatrixProgress(all: number, options: ProgressOptions): MatrixProgress {
  const { stream, clock, mode, onExit } = options;
  const line = createLiveLine(stream, onExit);
  let done = 0;
  let loggedMs = clock.now();
  return {
    measured({ strategy, fault, asDocumented, measured }) {
      done += 1;
      const found = [`${strategy} × ${fault}`, measured.verdict, ...(asDocumented ? [] : ["not as documented"])];
      const text = [`${done} of ${all} cells`, ...found].join(SEPARATOR);
      if (mode === "live")
        return line.show(truncateEnd(` ${text}`, Math.max(0, (stream.columns || DEFAULT_COLUMNS) - 1)));
      if (mode === "none" || clock.now() - loggedMs < LOG_EVERY_MS) return;
      loggedMs = clock.now();
      stream.write(`chaos-payout: matrix${SEPARATOR}${text}\n`);
    },
    printAbove: line.printAbove,
    close: line.close,
  };
}
