import { stripControls } from "./strip-controls.ts";

/**
 * Markup that is safe by default: whatever is put into a template is text and is escaped, unless it is markup itself. So a name from a
 * scenario file can break out of nothing, and forgetting something leads to an ugly page and not to a script that runs.
 */
export class Markup {
  readonly text: string;

  /** Only for text that is markup already. Everything else belongs into a template. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: text, figures, markup, many of them, or nothing at all. */
export type Part = string | number | Markup | readonly Part[] | null | undefined | false;

/** A template of markup: `` html`<td>${name}</td>` ``. Attributes have to stand in double quotes. */
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

/**
 * Data for a script of the page, in a block that no browser runs. A `<` could end the block, so none is left in it.
 * (HTML, 4.12.1.3: Restrictions for contents of script elements)
 */
export function dataBlock(id: string, data: unknown): Markup {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return html`<script type="application/json" id="${id}">${new Markup(json)}</script>`;
}
