import { counted, formatElapsed, sentence } from "../../domain/format.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { html, type Markup } from "../../text/html.ts";
import { conclusionText, expectationText, interruptionText } from "../conclusion-text.ts";
import type { ReportedScenario } from "../report.ts";
import { arrivalText, declarationText } from "../wording.ts";
import { balancePlots } from "./balance.ts";
import { conditions } from "./conditions.ts";
import { findingCards } from "./findings.ts";
import { historyFigure } from "./history-figure.ts";
import { latency } from "./latency.ts";
import { moneyTable } from "./money-table.ts";
import { pill, signText } from "./sign-markup.ts";

/** One scenario. `id` begins the ids of all its parts. */
export function scenarioSection(scenario: ReportedScenario, id: string): Markup {
  return html`<section class="scenario" id="${id}" aria-labelledby="${id}-name">
${heading(scenario, id)}
${doubtCallout(scenario)}
<h3 id="${id}-money">Reconciliation</h3>
${moneyTable(scenario.projects, id)}
${balancePlots(scenario, id)}
${findingCards(scenario, id)}
${history(scenario, id)}
${latency(scenario, id)}
${conditions(scenario, id)}
${notes(scenario)}
</section>`;
}

function heading(scenario: ReportedScenario, id: string): Markup {
  const { sign, word, remark } = conclusionText(scenario);
  const declaration = declarationText(scenario);
  return html`<header>
<h2 id="${id}-name"><a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a>${scenario.scenario} ${pill(sign, word.toLowerCase())}</h2>
${declaration !== undefined && html`<p>${signText("?")} ${sentence(declaration)}</p>`}
${scenario.description !== "" && html`<p class="description">${scenario.description}</p>`}
<dl class="facts">
${facts(scenario).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
<div><dt>Expected</dt><dd>${expectation(scenario)}${remark !== "" && html` (${remark})`}</dd></div>
</dl>
${reproduceBlock(scenario.reproduce, id)}
</header>`;
}

function facts(scenario: ReportedScenario): readonly (readonly [name: string, value: string])[] {
  const all: readonly (readonly [name: string, value: string | null | undefined])[] = [
    ["Target", scenario.target],
    ["Strategy", scenario.strategy],
    ["Load", `${counted(scenario.payouts, "payout")}, ${arrivalText(scenario.concurrency)}`],
    ["Seed", String(scenario.seed)],
    ["Whole run", formatElapsed(scenario.durationMs)],
    ["Source of truth", scenario.oracle === "rail" ? "our own node" : "the answers of the API"],
    ["File", scenario.source?.file],
  ];
  return all.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]]));
}

function expectation(scenario: Reconciliation): Markup {
  const { verdict, findings, met } = scenario.expectation;
  const { sign } = expectationText(scenario);
  const kinds = findings === null || findings.length === 0 ? "" : ` with ${findings.join(", ")}`;
  return html`${signText(sign)} ${verdict}${kinds}: ${met ? "met" : "not met"}`;
}

/** The command that repeats the run. A script shows the button that it makes work. */
function reproduceBlock(line: string, id: string): Markup | false {
  if (line === "") return false;
  return html`<div class="reproduce"><span class="label" id="${id}-reproduce">Reproduce this run</span>
<code class="scroll" tabindex="0" role="region" aria-labelledby="${id}-reproduce" id="${id}-line">${line}</code>
<button type="button" data-copy="${id}-line" hidden>Copy</button></div>`;
}

function doubtCallout({ interrupted, doubts }: Reconciliation): Markup | false {
  if (interrupted === null && doubts.length === 0) return false;
  return html`<div class="callout doubt">
${interrupted !== null && html`<p><strong>${signText("?")} ${interruptionText(interrupted)}</strong>: partial report</p>`}
${
  doubts.length > 0 &&
  html`<p><strong>This run proves nothing because</strong></p>
<ul class="signed">${doubts.map((doubt) => html`<li>${signText("?")} ${doubtSentence(doubt)}</li>`)}</ul>`
}
</div>`;
}

function history({ history }: ReportedScenario, id: string): Markup | false {
  if (history === undefined) return false;
  return html`<h3 id="${id}-history">History of ${history.kind}</h3>
${historyFigure(history, `${id}-sequence`)}`;
}

function notes({ notes }: Reconciliation): Markup | false {
  if (notes.length === 0) return false;
  return html`<h3>Notes</h3>
<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}
