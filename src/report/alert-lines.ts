import type { Severity } from "../domain/alert.ts";
import type { AlertResult } from "../domain/reconciliation.ts";
import { plain } from "../text/plain.ts";
import { hanging, wrap } from "../text/wrap.ts";
import { looked } from "./figures.ts";
import type { Ink } from "./ink.ts";

/**
 * The alerts that fired, the most urgent first, and those of which nobody knows whether they should have. Those that kept quiet are not
 * shown: a line a run for what did not happen would be read by nobody.
 */
export function alertLines(alerts: readonly AlertResult[], width: number, ink: Ink): string[] {
  return alerts.flatMap((alert) => {
    if (!alert.fired && alert.value !== null) return [];
    const { name, severity, when } = alert;
    const sign = alert.fired ? tints(ink)[severity]("!") : ink.doubt("?");
    const seen = alert.fired ? `was ${looked(alert)}` : "is not known";
    return hanging(` ${sign} `, 3, wrap([`${plain(name)} ${severity}`, plain(when), seen], width - 3, "   "));
  });
}

/** Colour only repeats the word beside it. */
function tints(ink: Ink): Readonly<Record<Severity, (text: string) => string>> {
  return { critical: ink.bad, warning: ink.doubt, info: ink.strong };
}
