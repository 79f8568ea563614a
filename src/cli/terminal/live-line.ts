/** What a live line needs of the stream that it is shown on. */
export interface LineStream {
  /** Undefined where the stream is no terminal, and 0 where a terminal does not know. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** One line at the bottom of a terminal that changes in place. */
export interface LiveLine {
  /** Shows a line of no more columns than there are; in one write, so that the terminal never draws half of it. */
  show(line: string): void;
  /** Writes a message above the line. */
  say(message: string): void;
  /** Takes the line away, and gives the cursor back. */
  close(): void;
}

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
// What is left of a longer line is erased after the new one is written over it: erased before, it would flicker.
const ERASE_REST = "\u001b[K";

/**
 * A live line. The cursor is hidden while the line is there, and has to come back however the process ends: `onExit` is told what is to
 * be done then, and answers how to take that back.
 */
export function createLiveLine(stream: LineStream, onExit: (then: () => void) => () => void): LiveLine {
  let shown = "";
  let forget: (() => void) | undefined;
  const close = () => {
    if (forget === undefined) return;
    forget();
    forget = undefined;
    shown = "";
    stream.write(`\r${ERASE_REST}${SHOW_CURSOR}`);
  };
  return {
    show(line) {
      if (line === shown) return;
      const hide = forget === undefined ? HIDE_CURSOR : "";
      forget ??= onExit(close);
      shown = line;
      stream.write(`${hide}\r${line}${ERASE_REST}`);
    },
    say(message) {
      const isOverLine = forget !== undefined;
      const line = shown;
      stream.write(isOverLine ? `\r${ERASE_REST}${message}\n\r${line}${ERASE_REST}` : `${message}\n`);
    },
    close,
  };
}
