/**
 * A report for programs, as text. JSON does not escape DEL and the C1 controls, which a terminal obeys, nor `##[`, which GitHub Actions obeys
 * anywhere in a line; as `\u` escapes they mean the same to every parser and nothing to either.
 */
export function jsonText(report: unknown): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(/[\u007f-\u009f]|#(?=#\[)/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
