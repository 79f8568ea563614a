import type { History } from "../../domain/history.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, wrapPhrases } from "../../text/wrap.ts";
import type { ReportOptions } from "../report.ts";
import { columnsOf, signedLines, titleLines } from "../shared-lines.ts";
import { createTheme, paint, verdictSigns } from "../theme.ts";
import { historyLines } from "./history-lines.ts";

/** A run that was repeated in virtual time. */
export interface Replay {
  readonly scenario: string;
  readonly strategy: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** What went wrong, event by event; null where nothing did. */
  readonly history: History | null;
  /** Whether the history is the one that was to be repeated, and that in words. */
  readonly isSame: boolean;
  readonly sameness: string;
  readonly exitCode: number;
}

/** A repeated run for people: its history, and whether it is the same as before. */
export function replayText(replay: Replay, { colour, width }: ReportOptions): string {
  const { scenario, strategy, seed, verdict, history, isSame, sameness, exitCode } = replay;
  const theme = createTheme(colour);
  const columns = columnsOf(width);
  const sign = verdictSigns[verdict];
  const word = verdict.toUpperCase();
  const indent = textWidth(` ${sign} ${word}   `);
  const lines = [
    ...titleLines(["replay", stripControls(scenario), strategy, `seed ${seed}`], columns, theme),
    ...(history === null ? [] : [...historyLines(history, columns, theme), ""]),
    ...signedLines(isSame ? "✓" : "?", sameness, columns, theme),
    ...hangingIndent(
      ` ${paint(sign, `${sign} ${theme.strong(word)}`, theme)}   `,
      indent,
      wrapPhrases([history === null ? "nothing was found" : history.kind, `exit code ${exitCode}`], columns - indent),
    ),
  ];
  return `${lines.join("\n")}\n`;
}
