/** A word as a shell takes it, in quotes where it needs them: for the lines that repeat a run. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
