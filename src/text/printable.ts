/** Text that cannot move the cursor or colour the terminal, in as many characters as before, so that a caret still points at the right one. */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
}
