import { Chalk } from "chalk";
import type { Verdict } from "../domain/verdict.ts";
import type { ReportOptions } from "./report.ts";

/**
 * Colours by meaning. Each only repeats a sign or a word, so nothing is lost without colour; cyan and bold red are distinct to readers who
 * cannot tell red from green.
 */
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

/** `✓` good news, `✗` bad news, `?` neither: nothing is proved. */
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
  switch (sign) {
    case "✓":
      return good(text);
    case "✗":
      return bad(text);
    case "?":
      return doubt(text);
  }
}
