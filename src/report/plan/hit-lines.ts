import { counted, formatDuration, formatInteger, formatSats } from "../../domain/format.ts";
import type { Interruption } from "../../domain/interruption.ts";
import type { PlanSummary } from "../../domain/plan-summary.ts";
import { crashPointTexts } from "../../explain/crash-points.ts";
import { momentTexts } from "../../explain/moments.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { pad, widest } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { Theme } from "../theme.ts";

/** Payouts that are named for each fault. The json report names all. */
const NAMED = 3;

/** Which payouts meet which fault: the figures of each, and the first few keys below. */
export function hitLines(
  { faults, crashes, interruptions, ...plan }: PlanSummary,
  width: number,
  theme: Theme,
): string[] {
  if (faults.length + crashes.length + interruptions.length === 0) return ["   no faults declared"];
  const rows = faults.map(({ name, phase, declared, payouts, costMsat }) => {
    const figures = [counted(payouts, "payout"), `${formatSats(costMsat)} sats`];
    return [name, `in ${stripControls(phase)}`, stripControls(declared), ...figures];
  });
  const widths = [0, 1, 2, 3, 4].map((at) => widest(rows.map((row) => row[at] ?? "")));
  const aligned = widths.reduce((sum, columns) => sum + columns + 3, 3) - 3 <= width;
  return [
    ...faults.flatMap(({ name, keys }, index) => {
      const row = rows[index] ?? [];
      const cells = row.map((cell, at) => pad(cell, widths[at] ?? 0, at < 2 ? "left" : "right"));
      const lines = aligned ? [`   ${cells.join("   ")}`] : hangingIndent("   ", 5, wrapPhrases(row, width - 5));
      return [
        ...lines.map((line, at) => (at === 0 ? line.replace(name, () => theme.strong(name)) : line)),
        ...hangingIndent("     ", 5, wrapPhrases(named(keys), width - 5)),
      ];
    }),
    ...together(plan, width - 3).map((line) => `   ${line}`),
    ...crashes.flatMap((crash) => crashLines(crash, plan.instances, width, theme)),
    ...interruptions.flatMap((one) => interruptionLines(one, plan.instances, width, theme)),
  ];
}

function named(keys: readonly string[]): string[] {
  const rest = keys.length - NAMED;
  return [...keys.slice(0, NAMED).map(stripControls), ...(rest > 0 ? [`and ${formatInteger(rest)} more`] : [])];
}

function together(plan: Omit<PlanSummary, "faults" | "crashes" | "interruptions">, width: number): string[] {
  const { payouts, payoutsWithFault, payoutsWithTwoFaults } = plan;
  if (payoutsWithFault === 0) return [];
  const met = `${formatInteger(payoutsWithFault)} of ${counted(payouts, "payout")} ${payoutsWithFault === 1 ? "meets" : "meet"} a fault`;
  const twice = `${formatInteger(payoutsWithTwoFaults)} of them more than one`;
  return wrapPhrases(payoutsWithTwoFaults === 0 ? [met] : [met, twice], width, ", ");
}

function crashLines(
  { at: point, occurrence, how, forMs, instance }: PlanSummary["crashes"][number],
  instances: number,
  width: number,
  theme: Theme,
): string[] {
  const reached = `when reached for the ${nth(occurrence)} time`;
  if (how === "kill" && forMs === 0 && instances === 1) {
    return highlighting(point, `crash ${point}, ${reached}: ${crashPointTexts[point].summary}`, width, theme);
  }
  return highlighting(point, `${doing(how, forMs, instance, instances)} at ${point}, ${reached}`, width, theme);
}

/** `pause instance 2 for 3s`. */
function doing(how: Interruption, forMs: number, instance: number, instances: number): string {
  const length = forMs === 0 ? "" : ` for ${formatDuration(forMs)}`;
  return `${instances === 1 ? how : `${how} instance ${instance}`}${length}`;
}

function interruptionLines(
  { when, occurrence, how, forMs, instance }: PlanSummary["interruptions"][number],
  instances: number,
  width: number,
  theme: Theme,
): string[] {
  const seen = `when seen for the ${nth(occurrence)} time: ${momentTexts[when].summary}`;
  return highlighting(when, `${doing(how, forMs, instance, instances)} at ${when}, ${seen}`, width, theme);
}

function highlighting(name: string, text: string, width: number, theme: Theme): string[] {
  const lines = hangingIndent("   ", 5, wrapText(text, width - 5));
  return lines.map((line, at) => (at === 0 ? line.replace(name, theme.strong(name)) : line));
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function nth(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  return `${formatInteger(count)}${teen ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th")}`;
}
