const NARROWEST = 60;
const WIDEST = 200;

/** The width of anything that is not a terminal. */
export const DEFAULT_COLUMNS = 80;

/** How many columns stdout has, between 60 and 200: those of the terminal, or else those in COLUMNS. */
export function stdoutColumns(): number {
  const columns = process.stdout.isTTY ? process.stdout.columns : Number(process.env["COLUMNS"]);
  return Math.min(WIDEST, Math.max(NARROWEST, Math.floor(columns || DEFAULT_COLUMNS)));
}
