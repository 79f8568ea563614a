import { html, type Markup } from "../../text/html.ts";
import type { Sign } from "../theme.ts";

/** The class of a sign, for its colour. */
export function signClass(sign: Sign): string {
  return { "✓": "good", "✗": "bad", "?": "doubt" }[sign];
}

/** A sign, with a word for screen readers. */
export function signText(sign: Sign): Markup {
  const word = { "✓": "good:", "✗": "bad:", "?": "in doubt:" }[sign];
  return html`<span class="mark ${signClass(sign)}" aria-hidden="true">${sign}</span><span class="heard">${word}</span>`;
}

/** A word on the colour of its sign. */
export function pill(sign: Sign, word: string): Markup {
  return html`<span class="pill ${signClass(sign)}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}
