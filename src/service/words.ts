/** The beginning of a text that is longer than anybody wants to keep or read. */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
