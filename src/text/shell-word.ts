/** A line break, a control character or one that turns text round: a report leaves them out, and the word would be another one. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A word as a shell takes it, in quotes where it needs them: for the lines that repeat a run. */
export function quoted(word: string): string {
  if (UNPRINTABLE.test(word)) return `$'${[...word].map(spelled).join("")}'`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A character as it stands in `$'…'`: what is unprintable as its bytes, and so is what would end the quotes. */
function spelled(character: string): string {
  if (!UNPRINTABLE.test(character) && character !== "'" && character !== "\\") return character;
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
