import type { Exploration } from "../../domain/exploration.ts";
import { counted, sentence } from "../../domain/format.ts";
import { html } from "../../text/html.ts";
import { htmlDocument } from "../html/document.ts";
import { exploreHtml } from "../html/explore-page.ts";
import type { PageParts, ReportOptions } from "../report.ts";
import { conclusionOf } from "./conclusion.ts";

/** An exploration for a browser: the smallest history as a sequence diagram, or that nothing was found. */
export function explorationHtml(exploration: Exploration, { page }: ReportOptions): string {
  const { version, smallest, given, reproduce, schedules } = exploration;
  const name = given.length > 0 ? given.join(", ") : "drawn scenarios";
  if (smallest === null) return nothingFoundHtml(exploration, name, page?.styles ?? []);
  const { history, text: scenario, tries } = smallest;
  const found = `found in ${counted(schedules, "schedule")} and made smaller in ${counted(tries, "try", "tries")}`;
  const again = smallest.reproduce === "" ? reproduce : smallest.reproduce;
  return exploreHtml({ history, name, scenario, sentence: sentence(found), reproduce: again, version }, page);
}

function nothingFoundHtml(exploration: Exploration, name: string, styles: PageParts["styles"]): string {
  const { sign, word, text } = conclusionOf(exploration);
  const { version } = exploration;
  return htmlDocument({
    styles,
    title: `${sign} ${word.toLowerCase()}: ${name} · chaos-payout`,
    version,
    body: html`<header class="masthead">
<p class="brand"><strong>chaos-payout</strong> <span>${version}</span></p>
</header>
<main>
<section class="hero ${sign === "✓" ? "good" : "doubt"}" aria-label="Result">
<p class="sign" aria-hidden="true">${sign}</p>
<div class="says">
<h1>${word.toLowerCase()} <small>${name}</small></h1>
<p>${sentence(text)}</p>
</div>
</section>
<section class="scenario">
<div class="reproduce"><span class="label" id="reproduce">Reproduce this run</span>
<code class="scroll" tabindex="0" role="region" aria-labelledby="reproduce">${exploration.reproduce}</code></div>
</section>
</main>
<footer>
<p>Written by chaos-payout ${version}. This page is self-contained and loads nothing from the network.</p>
</footer>`,
  });
}
