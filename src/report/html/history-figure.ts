import { counted, formatDecimal, sentence } from "../../domain/format.ts";
import type { History } from "../../domain/history.ts";
import { html, type Markup } from "../../text/html.ts";
import { sequenceDiagram } from "./sequence-diagram.ts";
import { signText } from "./sign-markup.ts";

/** The drawing of a history, and what is wrong with it. */
export function historyFigure(history: History, id: string): Markup {
  const { contradiction, leftOut, alsoLate } = history;
  return html`<figure class="history">
${sequenceDiagram(history, id)}
<figcaption>${signText("✗")} ${sentence(contradiction)}
${leftOut > 0 && html`<small>${counted(leftOut, "event")} of other payouts not shown.</small>`}
${alsoLate.length > 0 && html`<small>Also held back: ${alsoLate.map(({ name, ms }) => `${name} by ${formatDecimal(ms, 1)} ms`).join(", ")}.</small>`}</figcaption>
</figure>`;
}
