import { html, type Markup } from "../../text/html.ts";
import type { Sign } from "../theme.ts";

const classes = { "✓": "good", "✗": "bad", "?": "doubt" } as const satisfies Record<Sign, string>;
const words = { "✓": "good:", "✗": "bad:", "?": "in doubt:" } as const satisfies Record<Sign, string>;

/** The class of a sign. Its colour only repeats what the sign says. */
export function signClass(sign: Sign): string {
  return classes[sign];
}

/** A sign, with a word for screen readers. */
export function signText(sign: Sign): Markup {
  return html`<span class="mark ${signClass(sign)}" aria-hidden="true">${sign}</span><span class="heard">${words[sign]}</span>`;
}

/** A word on the colour of its sign. */
export function pill(sign: Sign, word: string): Markup {
  return html`<span class="pill ${signClass(sign)}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}
