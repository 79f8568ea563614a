import type { PlanSummary } from "../../domain/plan-summary.ts";
import { crashPointTexts } from "../../explain/crash-points.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { columnsOf, plain } from "../../text/plain.ts";
import { hanging, wrap, wrapText } from "../../text/wrap.ts";
import { amount, figure, payoutCount } from "../figures.ts";
import type { Ink } from "../ink.ts";

/** Payouts that are named of each fault; the rest are counted. All of them stand in the json report. */
const NAMED = 3;

/** Which payouts meet which fault: a line of figures for each, and the keys of the first few below it. */
export function hitLines({ faults, crashes, ...plan }: PlanSummary, width: number, ink: Ink): string[] {
  if (faults.length === 0 && crashes.length === 0) return ["   no fault is declared"];
  const rows = faults.map(({ name, phase, declared, payouts, costMsat }) => {
    return [name, `in ${plain(phase)}`, plain(declared), payoutCount(payouts), `${amount(costMsat)} sats`];
  });
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(0, ...rows.map((row) => columnsOf(row[at] ?? ""))));
  const aligned = widths.reduce((sum, columns) => sum + columns + 3, 3) - 3 <= width;
  return [
    ...faults.flatMap(({ name, keys }, index) => {
      const row = rows[index] ?? [];
      const cells = row.map((cell, at) => (at < 2 ? cell + gap(cell, widths[at]) : gap(cell, widths[at]) + cell));
      const lines = aligned ? [`   ${cells.join("   ")}`] : hanging("   ", 5, wrap(row, width - 5));
      return [
        ...lines.map((line, at) => (at === 0 ? line.replace(name, () => ink.strong(name)) : line)),
        ...hanging("     ", 5, wrap(named(keys), width - 5)),
      ];
    }),
    ...hanging("   ", 3, together(plan, width - 3)),
    ...crashes.flatMap((crash) => crashLines(crash, width, ink)),
  ];
}

function gap(cell: string, columns = 0): string {
  return " ".repeat(columns - columnsOf(cell));
}

function named(keys: readonly string[]): string[] {
  const rest = keys.length - NAMED;
  return [...keys.slice(0, NAMED).map(plain), ...(rest > 0 ? [`and ${figure(rest)} more`] : [])];
}

function together(plan: Omit<PlanSummary, "faults" | "crashes">, width: number): string[] {
  const { payouts, payoutsWithFault, payoutsWithTwoFaults } = plan;
  if (payoutsWithFault === 0) return [];
  const met = `${figure(payoutsWithFault)} of ${payoutCount(payouts)} ${payoutsWithFault === 1 ? "meets" : "meet"} a fault`;
  const twice = `${figure(payoutsWithTwoFaults)} of them one at the node and one on the wire`;
  return wrap(payoutsWithTwoFaults === 0 ? [met] : [met, twice], width, ", ");
}

function crashLines({ at: point, occurrence }: PlanSummary["crashes"][number], width: number, ink: Ink): string[] {
  const text: Explanation | undefined = Object.entries(crashPointTexts).find(([name]) => name === point)?.[1];
  const why = text === undefined ? "" : `: ${text.is}`;
  const lines = wrapText(`crash ${point}, at its ${nth(occurrence)} passing${why}`, width - 5);
  return hanging("   ", 5, lines).map((line, at) => (at === 0 ? line.replace(point, ink.strong(point)) : line));
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function nth(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  return `${figure(count)}${teen ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th")}`;
}
