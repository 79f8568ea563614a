import { formatChangeInSats, formatInteger, sentence } from "../../domain/format.ts";
import type { ProjectStatement } from "../../domain/reconciliation.ts";
import { verdictTexts } from "../../explain/verdicts.ts";
import { type Markup, html as markup, type Part } from "../../text/html.ts";
import { conclusionText } from "../conclusion-text.ts";
import type { Reporter, Run } from "../report.ts";
import { runSign } from "../signs.ts";
import { totalDrift } from "../statement-table.ts";
import type { Sign } from "../theme.ts";
import { earlyEndText, subjectOf } from "../wording.ts";
import { htmlDocument } from "./document.ts";
import { driftCell, figureCell } from "./money-table.ts";
import { scenarioSection } from "./scenario.ts";
import { pill, signClass, signText } from "./sign-markup.ts";

/** The report as one self-contained page. */
export const htmlReporter: Reporter = (run, { page }) =>
  htmlDocument({
    ...page,
    title: title(run),
    version: run.version,
    body: markup`<header class="masthead">
<p class="brand"><strong>chaos-payout</strong> <span>${run.version}</span></p>
<button type="button" class="switch" data-theme-switch hidden>Dark</button>
</header>
<main>
${hero(run)}
${run.scenarios.length > 1 && summary(run)}
${run.scenarios.map((scenario, index) => scenarioSection(scenario, `s${index + 1}`))}
</main>
${footer(run)}`,
  });

function title(run: Run): string {
  const names = run.scenarios.map(({ scenario }) => scenario).join(", ");
  return `${runSign(run)} ${run.verdict}: ${names} · chaos-payout`;
}

function hero(run: Run): Markup {
  const sign = runSign(run);
  const ending = earlyEndText(run);
  const findings = run.scenarios.reduce((sum, scenario) => sum + scenario.findings.length, 0);
  const payouts = run.scenarios.reduce((sum, scenario) => sum + scenario.payouts, 0);
  const only = run.scenarios.length === 1 ? run.scenarios[0] : undefined;
  const isExpected = run.exitCode === 0 && run.verdict !== "balanced";
  const remark = only !== undefined ? conclusionText(only).remark : isExpected ? "as expected" : "";
  return markup`<section class="hero ${signClass(sign)}" aria-label="Verdict">
<p class="sign" aria-hidden="true">${sign}</p>
<div class="says">
<h1>${run.verdict.toUpperCase()}${remark !== "" && markup` <small>${remark}</small>`}</h1>
<p>${sentence(verdictTexts[run.verdict].summary)}</p>
${ending !== undefined && markup`<p>${signText("?")} ${sentence(ending)}</p>`}
</div>
<dl class="tiles">
${only !== undefined ? driftTile(only.projects) : tile("Scenarios", formatInteger(run.scenarios.length))}
${tile("Kinds of findings", formatInteger(findings), findings === 0 ? "✓" : "✗")}
${tile("Payouts", formatInteger(payouts))}
${run.seed !== null && tile("Seed", String(run.seed))}
${tile("Exit code", String(run.exitCode), run.exitCode === 0 ? "✓" : sign)}
</dl>
</section>`;
}

/** Only of one scenario: losses of one and gains of another must not cancel each other out. */
function driftTile(projects: readonly ProjectStatement[]): Markup {
  const drift = totalDrift(projects);
  const isExact = projects.length > 0 && projects.every(({ driftMsat }) => driftMsat === 0);
  if (drift === null) return tile("Drift", "?", "?");
  return tile("Drift", formatChangeInSats(drift), isExact ? "✓" : "✗");
}

function tile(name: string, value: string, sign?: Sign): Markup {
  return markup`<div><dt>${name}</dt><dd${sign === undefined ? "" : markup` class="${signClass(sign)}"`}>${value}</dd></div>`;
}

function summary(run: Run): Markup {
  const rows: Part[] = run.scenarios.map((scenario, index) => {
    const { sign, word, remark } = conclusionText(scenario);
    return markup`<tr>
<th scope="row"><a href="#s${index + 1}">${scenario.scenario}</a></th>
<td>${subjectOf(scenario)}</td>
${[scenario.payouts, scenario.metrics.timeout_errors?.count ?? null, scenario.findings.length].map((figure) => figureCell(formatInteger(figure)))}
${driftCell(totalDrift(scenario.projects))}
<td>${pill(sign, word.toLowerCase())}${remark !== "" && markup` <small>${remark}</small>`}</td>
</tr>`;
  });
  return markup`<section aria-labelledby="summary">
<h2 id="summary">All scenarios</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="summary"><table>
<thead><tr><th scope="col">Scenario</th><th scope="col">Strategy</th><th scope="col" class="number">Payouts</th>
<th scope="col" class="number">Timeouts</th><th scope="col" class="number">Findings</th><th scope="col" class="number">Drift</th>
<th scope="col">Verdict</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>
</section>`;
}

function footer(run: Run): Markup {
  return markup`<footer>
<p>${signText(runSign(run))} Exit code ${run.exitCode}. Three views were compared: the client's (what was answered), the ledger's (what was
charged) and the Lightning node's (what was paid). The expected balance comes from the node, never from the ledger under test.</p>
<p>Written by chaos-payout ${run.version}. This page is self-contained and loads nothing from the network.</p>
</footer>`;
}
