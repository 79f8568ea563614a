import { html, Markup } from "../../text/html.ts";
import type { PagePart, PageParts } from "../report.ts";

/** What a page consists of. */
export interface Page extends Partial<PageParts> {
  readonly title: string;
  /** The version of chaos-payout. */
  readonly version: string;
  readonly body: Markup;
}

/** One self-contained page. Its policy allows only its own scripts and styles, so that nothing from outside could run. */
export function htmlDocument({ title, version, body, styles = [], scripts = [] }: Page): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(styles, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="chaos-payout ${version}">
<link rel="icon" href="data:,">
<title>${title}</title>
${styles.map(({ text }) => new Markup(`<style>${text}</style>\n`))}</head>
<body>
${body}
${scripts.map(({ text }) => new Markup(`<script>${text}</script>\n`))}</body>
</html>`;
  return `${document.text}\n`;
}

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
