import type { AlertResult } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { hangingIndent, wrapPhrases } from "../text/wrap.ts";
import type { Theme } from "./theme.ts";
import { formatObservedValue } from "./wording.ts";

/** The alerts that fired, the most urgent first, and those whose metric had no samples. */
export function alertLines(alerts: readonly AlertResult[], width: number, theme: Theme): string[] {
  return alerts.flatMap((alert) => {
    if (!alert.fired && alert.value !== null) return [];
    const { name, severity, when } = alert;
    const tint = { critical: theme.bad, warning: theme.doubt, info: theme.strong }[severity];
    const sign = alert.fired ? tint("!") : theme.doubt("?");
    const seen = alert.fired ? `was ${formatObservedValue(alert)}` : "no samples";
    const parts = [`${stripControls(name)} ${severity}`, stripControls(when), seen];
    return hangingIndent(` ${sign} `, 3, wrapPhrases(parts, width - 3, "   "));
  });
}
