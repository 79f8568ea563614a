import { relative } from "node:path";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { maskControlsInLines, stripControls } from "../../text/strip-controls.ts";
import type { FileChange } from "./file-watch.ts";

/** What `--watch` says beside the reports of its runs. It says it on stderr, so that stdout is made of reports alone. */
export interface WatchScreen {
  /** Says what brings a run about; between two runs a terminal is cleared first. */
  begin(changes: readonly FileChange[]): void;
  /** Says that a run ends here because of a change. */
  superseded(): void;
  /** Says what keeps the scenarios from being run. */
  refuse(message: string): void;
  /** Says that nothing happens until a file is saved. */
  idle(files: number): void;
}

/** The place that a watch screen writes to. */
export interface WatchOutput {
  write(text: string): void;
  /** The rows of the terminal on which the reports are read; 0 where there is none, and nothing is cleared. */
  rows(): number;
}

/** A new screen below the old one, which stays in the scrollback: as many empty lines as fit, and the cursor at their top. */
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
      const why = changes.length === 0 ? "" : `   ${changeText(changes, cwd)}`;
      output.write(`${run === 1 ? "" : cleared(output.rows())} ${time.format(clock.epochMs())}   run ${run}${why}\n`);
    },
    superseded: () => output.write(" stopped: it is run again as it was saved\n"),
    refuse: (message) => output.write(`chaos-payout: ${maskControlsInLines(message)}\n`),
    idle: (files) => output.write(` watching ${files} ${files === 1 ? "file" : "files"} · Ctrl-C ends\n`),
  };
}

function changeText([first, ...others]: readonly FileChange[], cwd: string): string {
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `${stripControls(relative(cwd, first.path))} ${first.what}${more}`;
}
