import type { Finding } from "../../domain/finding.ts";
import { counted, formatChange, formatChangeInSats, formatInteger, sentence } from "../../domain/format.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { findingCodes } from "../../explain/finding-codes.ts";
import { findingTexts } from "../../explain/findings.ts";
import { incidents } from "../../explain/incidents.ts";
import { html, type Markup } from "../../text/html.ts";
import type { ReportedScenario } from "../report.ts";
import { totalDrift } from "../statement-table.ts";
import { signText } from "./sign-markup.ts";
import { timeline } from "./timeline.ts";

/** The findings of one scenario, each with its share of the drift, its examples, and what it means. */
export function findingCards({ findings, projects }: ReportedScenario, id: string): Markup {
  const drift = totalDrift(projects);
  const explained = findings.reduce((msat, finding) => msat + finding.msat, 0);
  return html`<h3 id="${id}-findings">Findings</h3>
${findings.length === 0 && html`<p>${signText("✓")} No check found a problem.</p>`}
${findings.map((finding, index) => card(finding, projects.length, `${id}-${finding.kind}`, index === 0))}
${
  findings.length > 1 &&
  drift === explained &&
  html`<p class="faint">${formatInteger(findings.length)} kinds of findings add up to ${formatChangeInSats(explained)}, the whole drift.</p>`
}
${
  drift !== null &&
  drift !== explained &&
  html`<p>${signText("?")} Findings explain ${formatChangeInSats(explained)} of a drift of ${formatChangeInSats(drift)}.</p>`
}`;
}

function card(finding: Finding, projects: number, id: string, isFirst: boolean): Markup {
  const text: Explanation = findingTexts[finding.kind];
  return html`<article class="finding" id="${id}" aria-labelledby="${id}-kind">
<header>
<h4 id="${id}-kind"><a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a>${signText("✗")} ${finding.kind} <abbr title="its code in the matrix">${findingCodes[finding.kind]}</abbr></h4>
<p class="share"><span>${counted(finding.payouts, "payout")}</span> <strong>${formatChangeInSats(finding.msat)}</strong></p>
</header>
<p>${sentence(text.summary)}</p>
${projects > 1 && shares(finding)}
${finding.examples.map((example, index) => timeline(example, isFirst && index === 0))}
<details class="meaning"><summary>How it happens, and what fixes it</summary>
<dl><dt>How it happens</dt><dd>${text.cause}</dd><dt>What fixes it</dt><dd>${text.remedy}</dd>
${
  text.seenIn !== undefined &&
  html`<dt>Public incidents</dt><dd><ul>${text.seenIn.map((name) => html`<li><strong>${name}</strong>: ${incidents[name].happened}</li>`)}</ul></dd>`
}</dl>
<p class="faint">In a terminal: <code>npx chaos-payout explain ${finding.kind}</code></p>
</details>
</article>`;
}

function shares({ projects }: Finding): Markup {
  return html`<ul class="shares">${projects.map(
    ({ projectId, payouts, msat }) =>
      html`<li><strong>${projectId}</strong> ${counted(payouts, "payout")}, ${formatChange(msat)}</li>`,
  )}</ul>`;
}
