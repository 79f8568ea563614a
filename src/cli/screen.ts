import { supportsColor } from "chalk";
import type { ReportOptions } from "../report/report.ts";

const NARROWEST = 60;
const WIDEST = 200;

/** The width of what is no terminal. */
export const USUAL_COLUMNS = 80;

/** How much colour standard output takes, and how many columns, between 60 and 200. */
export function screen(): ReportOptions {
  return { colour: colourLevel(), width: Math.min(WIDEST, Math.max(NARROWEST, columns())) };
}

/** NO_COLOR wins over what the terminal can do, and FORCE_COLOR over both (no-color.org, force-color.org). */
function colourLevel(): 0 | 1 | 2 | 3 {
  const refused = process.env["NO_COLOR"] !== undefined && process.env["NO_COLOR"] !== "";
  if (refused && process.env["FORCE_COLOR"] === undefined) return 0;
  return supportsColor ? supportsColor.level : 0;
}

function columns(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number(process.env["COLUMNS"]) || USUAL_COLUMNS;
}
