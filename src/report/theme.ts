import { Chalk } from "chalk";
import type { Verdict } from "../domain/verdict.ts";
import type { ReportOptions } from "./report.ts";

/** Colours by meaning. Each only repeats a sign or a word; readers who cannot tell red from green can tell cyan from bold red. */
export interface Theme {
  good(text: string): string;
  bad(text: string): string;
  doubt(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** The theme for a level of colour; at level 0 text stays unchanged. */
export function createTheme(level: ReportOptions["colour"]): Theme {
  const chalk = new Chalk({ level });
  return { good: chalk.cyan, bad: chalk.red.bold, doubt: chalk.yellow, strong: chalk.bold, faint: chalk.dim };
}

/** `✓` is good news, `✗` is bad news, `?` proves nothing. */
export type Sign = "✓" | "✗" | "?";

/** The sign of a verdict by itself. */
export const verdictSigns = {
  balanced: "✓",
  violated: "✗",
  stuck: "✗",
  inconclusive: "?",
} as const satisfies Record<Verdict, Sign>;

/** Text in the colour of a sign. */
export function paint(sign: Sign, text: string, { good, bad, doubt }: Theme): string {
  return { "✓": good, "✗": bad, "?": doubt }[sign](text);
}
