/** The stream of a live line. */
export interface LineStream {
  /** Undefined if the stream is not a terminal, and 0 if the terminal does not know. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** One line at the bottom of a terminal that changes in place. */
export interface LiveLine {
  /** Shows a line, which must fit into the terminal. */
  show(line: string): void;
  printAbove(message: string): void;
  /** Removes the line and shows the cursor again. */
  close(): void;
}

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
// Erases after the new line is written: erasing first would flicker.
const ERASE_REST = "\u001b[K";

/** A live line, without the flicker of log-update. It hides the cursor, so `onExit` registers how to restore it, and returns a cancel. */
export function createLiveLine(stream: LineStream, onExit: (then: () => void) => () => void): LiveLine {
  let shown = "";
  let cancelExit: (() => void) | undefined;
  const close = () => {
    if (cancelExit === undefined) return;
    cancelExit();
    cancelExit = undefined;
    shown = "";
    stream.write(`\r${ERASE_REST}${SHOW_CURSOR}`);
  };
  return {
    show(line) {
      if (line === shown) return;
      const hide = cancelExit === undefined ? HIDE_CURSOR : "";
      cancelExit ??= onExit(close);
      shown = line;
      stream.write(`${hide}\r${line}${ERASE_REST}`);
    },
    printAbove(message) {
      const isOverLine = cancelExit !== undefined;
      stream.write(isOverLine ? `\r${ERASE_REST}${message}\n\r${shown}${ERASE_REST}` : `${message}\n`);
    },
    close,
  };
}
