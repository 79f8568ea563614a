import { formatDecimal, formatElapsed, formatInteger } from "../../domain/format.ts";
import type { Metric } from "../../domain/reconciliation.ts";
import { explain } from "../../explain/index.ts";
import { html, type Markup, type Part } from "../../text/html.ts";
import type { ReportedScenario } from "../report.ts";
import { faultSign, thresholdSign } from "../signs.ts";
import { formatObservedValue } from "../wording.ts";
import { signText } from "./sign-markup.ts";

/** Faults, thresholds, alerts and metrics, each as a small table. */
export function conditions(scenario: ReportedScenario, id: string): Markup {
  return html`<div class="cards">
${card("Faults", faults(scenario), `${id}-faults`)}
${card("Thresholds", thresholds(scenario), `${id}-thresholds`)}
${card("Alerts", alerts(scenario), `${id}-alerts`)}
${card("Metrics", metrics(scenario), `${id}-metrics`)}
</div>`;
}

function card(title: string, rows: readonly Part[], id: string): Markup | false {
  if (rows.length === 0) return false;
  return html`<section class="card" aria-labelledby="${id}"><h3 id="${id}">${title}</h3>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table><tbody>${rows}</tbody></table></div></section>`;
}

function faults(scenario: ReportedScenario): readonly Part[] {
  const { faults } = scenario;
  if (faults.length === 0) return [html`<tr><td>No faults declared.</td></tr>`];
  return faults.map((fault) => {
    const { name, planned, fired } = fault;
    const meaning = explain(name)[0]?.text.summary ?? "";
    return html`<tr><th scope="row">${name}${meaning !== "" && html`<small>${meaning}</small>`}</th>
<td>${signText(faultSign(fault, scenario))} ${formatInteger(fired)} of ${formatInteger(planned)} fired</td></tr>\n`;
  });
}

function thresholds({ thresholds }: ReportedScenario): readonly Part[] {
  return thresholds.map((threshold) => {
    const { metric, expression, ok } = threshold;
    const value = formatObservedValue(threshold);
    const seen = value === undefined ? "no value" : `${ok ? "held" : "crossed"}: ${value}`;
    return html`<tr><th scope="row">${metric}<small><code>${expression}</code></small></th>
<td>${signText(thresholdSign(threshold))} ${seen}</td></tr>\n`;
  });
}

function alerts({ alerts }: ReportedScenario): readonly Part[] {
  return alerts.map((alert) => {
    const { name, severity, when, fired } = alert;
    const value = formatObservedValue(alert);
    const sign = value === undefined ? "?" : fired ? "✗" : "✓";
    const seen = value === undefined ? "no samples" : `${fired ? "fired" : "did not fire"}: ${value}`;
    return html`<tr><th scope="row">${name}<small>${severity}: <code>${when}</code></small></th>
<td>${signText(sign)} ${seen}</td></tr>\n`;
  });
}

function metrics({ metrics }: ReportedScenario): readonly Part[] {
  return Object.entries(metrics).map(
    ([name, metric]) => html`<tr><th scope="row">${name}</th><td>${figuresOf(metric).join(" · ")}</td></tr>\n`,
  );
}

function figuresOf(metric: Metric): readonly string[] {
  return Object.entries(metric).flatMap(([name, value]) => {
    if (name === "count") return [formatInteger(value)];
    if (name === "rate") return [`${formatDecimal(value * 100, 2)}%`];
    return [`${name} ${formatElapsed(value)}`];
  });
}
