import { stripControls } from "./strip-controls.ts";
import type { Column } from "./table.ts";

const ZERO_WIDTH_SPACE = "\u200b";

/** A name or a command as code. `inTable` escapes a `|`, which ends a cell even in code. */
export function markdownCode(text: string, inTable = false): string {
  const clean = stripControls(text);
  if (clean.trim() === "") return "–";
  const fence = "`".repeat(longestRun(clean) + 1);
  // One pair of blanks is not shown, and keeps a backtick at either end from the fence.
  const pad = /^[` ]|[` ]$/.test(clean) ? " " : "";
  const whole = fence + pad + clean + pad + fence;
  return inTable ? whole.replaceAll("|", "\\|") : whole;
}

/** Lines as a block of code. */
export function markdownBlock(lines: readonly string[]): string {
  const clean = lines.map(stripControls);
  const fence = "`".repeat(Math.max(3, ...clean.map((line) => longestRun(line) + 1)));
  return [`${fence}text`, ...clean, fence].join("\n");
}

/** A sentence as plain text: no markdown, HTML, mention or link. */
export function markdownText(text: string): string {
  return stripControls(text)
    .replace(/[\\`*_[\]<>|~&$#]/g, (mark) => entities[mark] ?? `\\${mark}`)
    .replace(/^([-+=]|\d+(?=[.)] ))/, (mark) => (/\d/.test(mark) ? `${mark}${ZERO_WIDTH_SPACE}` : `\\${mark}`))
    .replace(/@(?=\w)/g, `@${ZERO_WIDTH_SPACE}`)
    .replace(/#(?=\d)/g, `#${ZERO_WIDTH_SPACE}`)
    .replace(/\bGH-(?=\d)/gi, (mark) => mark + ZERO_WIDTH_SPACE)
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`)
    .replace(/\bwww\./gi, (mark) => mark.slice(0, 3) + ZERO_WIDTH_SPACE + mark.slice(3));
}

/** A table whose cells are markdown already. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const heads = columns.map(({ head }) => head.trim());
  const rules = columns.map(({ align }) => (align === "left" ? "---" : "--:"));
  return [heads, rules, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
