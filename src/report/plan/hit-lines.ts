import { counted, formatInteger, formatSats } from "../../domain/format.ts";
import type { PlanSummary } from "../../domain/plan-summary.ts";
import { crashPointTexts } from "../../explain/crash-points.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { Theme } from "../theme.ts";

/** Payouts that are named of each fault; the rest are counted. All of them stand in the json report. */
const NAMED = 3;

/** Which payouts meet which fault: a line of figures for each, and the keys of the first few below it. */
export function hitLines({ faults, crashes, ...plan }: PlanSummary, width: number, ink: Theme): string[] {
  if (faults.length === 0 && crashes.length === 0) return ["   no fault is declared"];
  const rows = faults.map(({ name, phase, declared, payouts, costMsat }) => {
    return [
      name,
      `in ${stripControls(phase)}`,
      stripControls(declared),
      counted(payouts, "payout"),
      `${formatSats(costMsat)} sats`,
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(0, ...rows.map((row) => textWidth(row[at] ?? ""))));
  const aligned = widths.reduce((sum, columns) => sum + columns + 3, 3) - 3 <= width;
  return [
    ...faults.flatMap(({ name, keys }, index) => {
      const row = rows[index] ?? [];
      const cells = row.map((cell, at) => (at < 2 ? cell + gap(cell, widths[at]) : gap(cell, widths[at]) + cell));
      const lines = aligned ? [`   ${cells.join("   ")}`] : hangingIndent("   ", 5, wrapPhrases(row, width - 5));
      return [
        ...lines.map((line, at) => (at === 0 ? line.replace(name, () => ink.strong(name)) : line)),
        ...hangingIndent("     ", 5, wrapPhrases(named(keys), width - 5)),
      ];
    }),
    ...hangingIndent("   ", 3, together(plan, width - 3)),
    ...crashes.flatMap((crash) => crashLines(crash, width, ink)),
  ];
}

function gap(cell: string, columns = 0): string {
  return " ".repeat(columns - textWidth(cell));
}

function named(keys: readonly string[]): string[] {
  const rest = keys.length - NAMED;
  return [...keys.slice(0, NAMED).map(stripControls), ...(rest > 0 ? [`and ${formatInteger(rest)} more`] : [])];
}

function together(plan: Omit<PlanSummary, "faults" | "crashes">, width: number): string[] {
  const { payouts, payoutsWithFault, payoutsWithTwoFaults } = plan;
  if (payoutsWithFault === 0) return [];
  const met = `${formatInteger(payoutsWithFault)} of ${counted(payouts, "payout")} ${payoutsWithFault === 1 ? "meets" : "meet"} a fault`;
  const twice = `${formatInteger(payoutsWithTwoFaults)} of them one at the node and one on the wire`;
  return wrapPhrases(payoutsWithTwoFaults === 0 ? [met] : [met, twice], width, ", ");
}

function crashLines({ at: point, occurrence }: PlanSummary["crashes"][number], width: number, ink: Theme): string[] {
  const text: Explanation | undefined = Object.entries(crashPointTexts).find(([name]) => name === point)?.[1];
  const why = text === undefined ? "" : `: ${text.summary}`;
  const lines = wrapText(`crash ${point}, at its ${nth(occurrence)} passing${why}`, width - 5);
  return hangingIndent("   ", 5, lines).map((line, at) => (at === 0 ? line.replace(point, ink.strong(point)) : line));
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function nth(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  return `${formatInteger(count)}${teen ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th")}`;
}
