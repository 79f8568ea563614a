/**
 * A report for programs, as text. JSON leaves DEL and the C1 controls as they are, and a terminal obeys them. As `\u` escapes they mean
 * the same to every parser and nothing to a terminal.
 */
export function jsonText(report: unknown): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(/[\u007f-\u009f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}
