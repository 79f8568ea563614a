import { relative } from "node:path";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { counted } from "../../domain/format.ts";
import { maskControlsInLines, stripControls } from "../../text/strip-controls.ts";
import type { FileChange } from "./file-watch.ts";

/** What `--watch` prints between the reports of its runs: on stderr, so that stdout has nothing but reports. */
export interface WatchScreen {
  /** Announces a run and what caused it. Between two runs the terminal is cleared. */
  begin(changes: readonly FileChange[]): void;
  /** Says that a change stopped the run. */
  superseded(): void;
  /** Says why the scenarios cannot be run. */
  refuse(message: string): void;
  /** Says that it waits for a change. */
  idle(files: number): void;
}

/** Where a watch screen writes. */
export interface WatchOutput {
  write(text: string): void;
  /** The rows of the terminal that shows the reports; 0 if there is none, and nothing is cleared. */
  rows(): number;
}

/** Scrolls the old screen into the scrollback, and moves the cursor to the top. */
function cleared(rows: number): string {
  return rows === 0 ? "" : `${"\n".repeat(rows - 1)}\u001b[H\u001b[J`;
}

/** A watch screen on this output. */
export function createWatchScreen(output: WatchOutput, cwd: string, clock: Clock = systemClock): WatchScreen {
  let run = 0;
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
  return {
    begin(changes) {
      run += 1;
      const cause = changes.length === 0 ? "" : `   ${changeText(changes, cwd)}`;
      output.write(`${run === 1 ? "" : cleared(output.rows())} ${time.format(clock.epochMs())}   run ${run}${cause}\n`);
    },
    superseded: () => output.write(" stopped: a file changed, starting over\n"),
    refuse: (message) => output.write(`chaos-payout: ${maskControlsInLines(message)}\n`),
    idle: (files) => output.write(` watching ${counted(files, "file")} · press Ctrl-C to quit\n`),
  };
}

function changeText([first, ...others]: readonly FileChange[], cwd: string): string {
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `${stripControls(relative(cwd, first.path))} ${first.what}${more}`;
}
