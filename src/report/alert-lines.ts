import type { Severity } from "../domain/alert.ts";
import type { AlertResult } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { hangingIndent, wrapPhrases } from "../text/wrap.ts";
import type { Theme } from "./theme.ts";
import { formatObservedValue } from "./wording.ts";

/** The alerts that fired, the most urgent first, and those whose metric had no samples. The others are not shown. */
export function alertLines(alerts: readonly AlertResult[], width: number, theme: Theme): string[] {
  return alerts.flatMap((alert) => {
    if (!alert.fired && alert.value !== null) return [];
    const { name, severity, when } = alert;
    const sign = alert.fired ? tints(theme)[severity]("!") : theme.doubt("?");
    const seen = alert.fired ? `was ${formatObservedValue(alert)}` : "no samples";
    return hangingIndent(
      ` ${sign} `,
      3,
      wrapPhrases([`${stripControls(name)} ${severity}`, stripControls(when), seen], width - 3, "   "),
    );
  });
}

/** Colour only repeats the word beside it. */
function tints(theme: Theme): Readonly<Record<Severity, (text: string) => string>> {
  return { critical: theme.bad, warning: theme.doubt, info: theme.strong };
}
