import { formatChange, formatInteger, formatSats } from "../../domain/format.ts";
import type { Msat } from "../../domain/money.ts";
import type { ProjectStatement } from "../../domain/reconciliation.ts";
import { html, type Markup } from "../../text/html.ts";
import { totals } from "../statement-table.ts";

/** A cell with a figure; `?` where it is not known. The name of its column stands before it where the head has no room. */
export function numberCell(value: number | null, name = ""): Markup {
  return html`<td class="number" data-name="${name}">${formatInteger(value)}</td>`;
}

/** The same with an amount of money, in sats. */
function amountCell(msat: Msat | null, name: string): Markup {
  return html`<td class="number" data-name="${name}">${formatSats(msat)}</td>`;
}

/** A cell with a drift: its direction, and whether that is bad. */
export function driftCell(value: number | null, name = ""): Markup {
  const kind = value === null ? "doubt" : value === 0 ? "good" : "bad";
  return html`<td class="number drift ${kind}" data-name="${name}">${formatChange(value)}</td>`;
}

const HEAD = ["Opening", "Paid", "Unknown", "Expected", "Actual", "Drift"] as const;

/** The reconciliation table: what each project should hold, what it does hold, and the difference. */
export function moneyTable(projects: readonly ProjectStatement[], id: string): Markup {
  if (projects.length === 0) return html`<p class="faint">No project balance was read.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-money"><table class="money">
<thead><tr><th scope="col">Project</th>${HEAD.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${projects.map(row)}</tbody>
${projects.length > 1 && html`<tfoot>${row(totals(projects))}</tfoot>`}
</table></div>`;
}

function row(project: ProjectStatement): Markup {
  return html`<tr><th scope="row">${project.projectId}</th>
${amountCell(project.openingMsat, "Opening")}${numberCell(project.settledPayouts, "Paid")}${numberCell(project.unknownOutcomes, "Unknown")}
${amountCell(project.expectedMsat, "Expected")}${amountCell(project.actualMsat, "Actual")}${driftCell(project.driftMsat, "Drift")}</tr>\n`;
}
