/** Reports remove these, which would make another word of it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A word of a shell command, quoted where it must be. */
export function shellWord(word: string): string {
  if (UNPRINTABLE.test(word)) return `$'${[...word].map(ansiQuoted).join("")}'`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A character inside `$'…'`. */
function ansiQuoted(character: string): string {
  if (!UNPRINTABLE.test(character) && character !== "'" && character !== "\\") return character;
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
