import { supportsColor, supportsColorStderr } from "chalk";
import { type Clock, systemClock } from "../../domain/clock.ts";
import type { ReportOptions } from "../../report/report.ts";
import { createTheme, type Theme } from "../../report/theme.ts";
import type { LineStream } from "./live-line.ts";
import { stdoutColumns } from "./width.ts";

/** Where progress is shown, and how. */
export interface ProgressOptions {
  readonly stream: LineStream;
  readonly clock: Clock;
  /** `live`: one line that changes in place. `log`: a new line now and then, if the cursor cannot move. */
  readonly mode: "live" | "log" | "none";
  readonly ink: Theme;
  /** Registers what to do when the process exits; returns how to cancel that. */
  readonly onExit: (then: () => void) => () => void;
}

/** The colours and the width of a report on stdout. */
export function stdoutOptions(): ReportOptions {
  return { colour: colourLevel(supportsColor), width: stdoutColumns() };
}

/** How to show progress on stderr, which can be a terminal even if stdout is not. */
export function progressOptions(quiet: boolean): ProgressOptions {
  return {
    stream: process.stderr,
    clock: systemClock,
    mode: quiet ? "none" : canMoveCursor() ? "live" : "log",
    ink: createTheme(colourLevel(supportsColorStderr)),
    onExit(then) {
      process.once("exit", then);
      return () => void process.off("exit", then);
    },
  };
}

/** CI keeps its terminal output as a log. */
function canMoveCursor(): boolean {
  return process.stderr.isTTY === true && process.env["TERM"] !== "dumb" && !isOn(process.env["CI"]);
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

/** NO_COLOR wins over what the terminal can do, and FORCE_COLOR over both (no-color.org, force-color.org). */
function colourLevel(supported: typeof supportsColor): 0 | 1 | 2 | 3 {
  const refused = process.env["NO_COLOR"] !== undefined && process.env["NO_COLOR"] !== "";
  if (refused && process.env["FORCE_COLOR"] === undefined) return 0;
  return supported ? supported.level : 0;
}
