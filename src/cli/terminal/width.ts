const NARROWEST = 60;
const WIDEST = 200;

/** The width of what is no terminal. */
export const USUAL_COLUMNS = 80;

/** How many columns standard output takes, between 60 and 200: those of the terminal, or else those that COLUMNS names. */
export function screenWidth(): number {
  const columns = process.stdout.isTTY ? process.stdout.columns : Number(process.env["COLUMNS"]);
  return Math.min(WIDEST, Math.max(NARROWEST, Math.floor(columns || USUAL_COLUMNS)));
}
