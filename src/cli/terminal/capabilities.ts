import { supportsColor, supportsColorStderr } from "chalk";
import { systemClock } from "../../domain/clock.ts";
import type { ReportOptions } from "../../report/report.ts";
import { createTheme } from "../../report/theme.ts";
import type { ProgressOptions } from "../run/progress.ts";
import { screenWidth } from "./width.ts";

/** How much colour standard output takes, and how many columns, between 60 and 200. */
export function screen(): ReportOptions {
  return { colour: colourLevel(supportsColor), width: screenWidth() };
}

/** How progress is shown on standard error, which may be a terminal where standard output is none. */
export function progressScreen(quiet: boolean): Pick<ProgressOptions, "stream" | "clock" | "mode" | "ink" | "onExit"> {
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

/** A dumb terminal cannot, and what a CI takes down as a terminal's output is read as a log. */
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
