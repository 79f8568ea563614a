/** A report as JSON. DEL and the C1 controls, which a terminal obeys, and `##[`, which GitHub Actions obeys, are escaped. */
export function jsonText(report: unknown): string {
  const escaped = (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`;
  return `${JSON.stringify(report, null, 2).replace(/[\u007f-\u009f]|#(?=#\[)/g, escaped)}\n`;
}
