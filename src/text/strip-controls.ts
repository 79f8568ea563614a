/** Names of files and values from outside can hold escape sequences; none of them reaches the terminal. Lines stay lines. */
export function harmless(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, "\ufffd");
}
