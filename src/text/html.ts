import { stripControls } from "./strip-controls.ts";

/** Markup that is safe by default: a template escapes everything that is put into it except markup. */
export class Markup {
  readonly text: string;

  /** Only for text that is markup already. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. */
export type Part = string | number | Markup | readonly Part[] | null | undefined | false;

/** A template of markup: `` html`<td>${name}</td>` ``. Attributes need double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, index) => text + rendered(parts[index - 1]) + string));
}

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(rendered).join("");
  return escaped(stripControls(String(part)));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** Data for a script of the page. A `<` could end the block, so it is escaped. (HTML, 4.12.1.3) */
export function dataBlock(id: string, data: unknown): Markup {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return html`<script type="application/json" id="${id}">${new Markup(json)}</script>`;
}
