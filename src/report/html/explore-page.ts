import { counted } from "../../domain/format.ts";
import type { History } from "../../domain/history.ts";
import { html, type Markup } from "../../text/html.ts";
import type { PageParts } from "../report.ts";
import { htmlDocument } from "./document.ts";
import { historyFigure } from "./history-figure.ts";

/** What exploring has found, as a page shows it. */
export interface Explored {
  readonly history: History;
  /** The name of the scenario. */
  readonly name: string;
  /** The scenario that shows it, as it would be saved. */
  readonly scenario: string;
  /** How it was found, in a sentence: how many schedules were tried, and from how much it was made smaller. */
  readonly sentence: string;
  /** The command that repeats it. */
  readonly reproduce: string;
  /** The version of chaos-payout. */
  readonly version: string;
}

/** The smallest history that loses a sat as one self-contained page without scripts. `page`: its style. */
export function exploreHtml(explored: Explored, page: Pick<PageParts, "styles"> = { styles: [] }): string {
  const { history, name, version } = explored;
  return htmlDocument({
    styles: page.styles,
    title: `✗ ${history.kind}: ${name} · chaos-payout`,
    version,
    body: html`<header class="masthead">
<p class="brand"><strong>chaos-payout</strong> <span>${version}</span></p>
</header>
<main>
<section class="hero bad" aria-label="Finding">
<p class="sign" aria-hidden="true">✗</p>
<div class="says">
<h1>${history.kind} <small>${name}</small></h1>
<p>${explored.sentence}</p>
</div>
</section>
<section class="scenario" aria-labelledby="history">
<h2 id="history">${counted(history.events.length, "event")}</h2>
${historyFigure(history, "sequence")}
<h3 id="scenario">Scenario</h3>
<pre class="scroll" tabindex="0" role="region" aria-labelledby="scenario"><code>${lines(explored.scenario)}</code></pre>
<div class="reproduce"><span class="label" id="reproduce">Reproduce this run</span>
<code class="scroll" tabindex="0" role="region" aria-labelledby="reproduce">${explored.reproduce}</code></div>
</section>
</main>
<footer>
<p>Written by chaos-payout ${version}. This page is self-contained and loads nothing from the network.</p>
</footer>`,
  });
}

/** A text of several lines: markup keeps no line breaks of foreign text by itself. */
function lines(text: string): readonly Markup[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => html`${line}\n`);
}
