/**
 * A report for programs, as text. JSON leaves DEL and the C1 controls as they are, and a terminal obeys them. As `\u` escapes they mean
 * the same to every parser and nothing to a terminal. The same goes for `##[`, which GitHub Actions obeys wherever it stands in a line.
 */
export function jsonText(report: unknown): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(/[\u007f-\u009f]|#(?=#\[)/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
