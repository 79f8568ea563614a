import { formatChange } from "../../domain/format.ts";
import type { Msat } from "../../domain/money.ts";
import type { ProjectStatement } from "../../domain/reconciliation.ts";
import { html, type Markup } from "../../text/html.ts";
import { driftSign, statementColumns, statementRow, totals } from "../statement-table.ts";
import { signClass } from "./sign-markup.ts";

/** A cell with a figure. A narrow page shows the name of its column before it. */
export function figureCell(figure: string, name = ""): Markup {
  return html`<td class="number" data-name="${name}">${figure}</td>`;
}

/** A cell with a drift, in its colour. */
export function driftCell(drift: Msat | null, name = ""): Markup {
  return html`<td class="number drift ${signClass(driftSign(drift))}" data-name="${name}">${formatChange(drift)}</td>`;
}

const HEAD = statementColumns.slice(1).map(({ head }) => head.trim());

/** The reconciliation table. */
export function moneyTable(projects: readonly ProjectStatement[], id: string): Markup {
  if (projects.length === 0) return html`<p class="faint">No project balance was read.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-money"><table class="money">
<thead><tr><th scope="col">Project</th>${HEAD.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${projects.map(row)}</tbody>
${projects.length > 1 && html`<tfoot>${row(totals(projects))}</tfoot>`}
</table></div>`;
}

function row(project: ProjectStatement): Markup {
  const figures = statementRow(project).slice(1, -1);
  return html`<tr><th scope="row">${project.projectId}</th>
${figures.map((figure, at) => figureCell(figure, HEAD[at]))}${driftCell(project.driftMsat, "Drift")}</tr>\n`;
}
