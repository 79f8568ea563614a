import { formatChangeInSats, formatInteger, sentence } from "../../domain/format.ts";
import type { ProjectStatement } from "../../domain/reconciliation.ts";
import { verdictTexts } from "../../explain/verdicts.ts";
import { Markup, html as markup, type Part } from "../../text/html.ts";
import { conclusionText } from "../conclusion-text.ts";
import { earlyEndText } from "../early-end.ts";
import type { PagePart, Reporter, Run } from "../report.ts";
import { runSign } from "../signs.ts";
import { totalDrift } from "../statement-table.ts";
import type { Sign } from "../theme.ts";
import { driftCell, numberCell } from "./money-table.ts";
import { scenarioSection } from "./scenario.ts";
import { pill, signClass, signText } from "./sign-markup.ts";

/**
 * The report as a page to keep and to hand on: one file that asks the network for nothing. A policy in its head forbids every
 * script and style but those that it carries, so that nothing from a scenario or an API could run even if it got in.
 */
export const htmlReporter: Reporter = (run, { page }) => {
  const { styles = [], scripts = [] } = page ?? {};
  const document = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(styles, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="chaos-payout ${run.version}">
<link rel="icon" href="data:,">
<title>${title(run)}</title>
${styles.map(({ text }) => new Markup(`<style>${text}</style>\n`))}</head>
<body>
${masthead(run)}
<main>
${hero(run)}
${run.scenarios.length > 1 && summary(run)}
${run.scenarios.map((scenario, index) => scenarioSection(scenario, `s${index + 1}`))}
</main>
${footer(run)}
${scripts.map(({ text }) => new Markup(`<script>${text}</script>\n`))}</body>
</html>`;
  return `${document.text}\n`;
};

function policy(styles: readonly PagePart[], scripts: readonly PagePart[]): string {
  const only = (parts: readonly PagePart[]) =>
    parts.length === 0 ? "'none'" : parts.map(({ sha256 }) => `'sha256-${sha256}'`).join(" ");
  return [
    "default-src 'none'",
    "img-src data:",
    `style-src ${only(styles)}`,
    `script-src ${only(scripts)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function title(run: Run): string {
  const names = run.scenarios.map(({ scenario }) => scenario).join(", ");
  return `${runSign(run)} ${run.verdict}: ${names} · chaos-payout`;
}

function masthead(run: Run): Markup {
  return markup`<header class="masthead">
<p class="brand"><strong>chaos-payout</strong> <span>${run.version}</span></p>
<button type="button" class="switch" data-theme-switch hidden>Dark</button>
</header>`;
}

function hero(run: Run): Markup {
  const sign = runSign(run);
  const ending = earlyEndText(run);
  const findings = run.scenarios.reduce((sum, scenario) => sum + scenario.findings.length, 0);
  const payouts = run.scenarios.reduce((sum, scenario) => sum + scenario.payouts, 0);
  const [only, ...others] = run.scenarios;
  const isExpected = run.exitCode === 0 && run.verdict !== "balanced";
  const remark =
    only !== undefined && others.length === 0 ? conclusionText(only).remark : isExpected ? "as expected" : "";
  return markup`<section class="hero ${signClass(sign)}" aria-label="Verdict">
<p class="sign" aria-hidden="true">${sign}</p>
<div class="says">
<h1>${run.verdict.toUpperCase()}${remark !== "" && markup` <small>${remark}</small>`}</h1>
<p>${sentence(verdictTexts[run.verdict].summary)}</p>
${ending !== undefined && markup`<p>${signText("?")} ${sentence(ending)}</p>`}
</div>
<dl class="tiles">
${only !== undefined && others.length === 0 ? driftTile(only.projects) : tile("Scenarios", formatInteger(run.scenarios.length))}
${tile("Kinds of findings", formatInteger(findings), findings === 0 ? "✓" : "✗")}
${tile("Payouts", formatInteger(payouts))}
${run.seed !== null && tile("Seed", String(run.seed))}
${tile("Exit code", String(run.exitCode), run.exitCode === 0 ? "✓" : sign)}
</dl>
</section>`;
}

/** Only of one scenario: what one of them lost and another gained adds up to nothing that anybody should be told. */
function driftTile(projects: readonly ProjectStatement[]): Markup {
  const drift = totalDrift(projects);
  const isExact = projects.length > 0 && projects.every(({ driftMsat }) => driftMsat === 0);
  return tile("Drift", drift === null ? "?" : formatChangeInSats(drift), drift === null ? "?" : isExact ? "✓" : "✗");
}

function tile(name: string, value: string, sign?: Sign): Markup {
  return markup`<div><dt>${name}</dt><dd${sign === undefined ? "" : markup` class="${signClass(sign)}"`}>${value}</dd></div>`;
}

function summary(run: Run): Markup {
  const rows: Part[] = run.scenarios.map((scenario, index) => {
    const { sign, word, remark } = conclusionText(scenario);
    const timeouts = scenario.metrics.timeout_errors;
    return markup`<tr>
<th scope="row"><a href="#s${index + 1}">${scenario.scenario}</a></th>
<td>${scenario.target ?? scenario.strategy ?? ""}</td>
${numberCell(scenario.payouts)}
${numberCell(timeouts !== undefined && "count" in timeouts ? timeouts.count : null)}
${numberCell(scenario.findings.length)}
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
<p>${signText(runSign(run))} Exit code ${run.exitCode}. Three observers were compared: the client (what was answered), the ledger (what was
charged) and the Lightning node (what was paid). The expected balance comes from the node and never from the ledger that is being judged.</p>
<p>Written by chaos-payout ${run.version}. This page asks the network for nothing.</p>
</footer>`;
}
