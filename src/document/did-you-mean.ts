/** The number of typos between two words: a letter too many, too few or wrong, or two swapped (Damerau, 1964). */
function typos(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const ways = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1)];
      if (swapped) ways.push(at(beforeLast, column - 2) + 1);
      current.push(Math.min(...ways));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/**
 * The candidate that a misspelled word probably means: the nearest one within a typo for every three letters, else the only one that
 * starts with the word. Upper case, and `_` or a blank for `-`, are no typos.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_\s]/g, "-");
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const most = Math.floor(Math.max(word.length, candidate.length) / 3);
    if (Math.abs(candidate.length - word.length) > most || word.length > 100) continue;
    const distance = typos(plain(word), plain(candidate));
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  if (best !== undefined || word.length < 3) return best?.candidate;
  const [first, another] = candidates.filter((each) => each.toLowerCase().startsWith(plain(word)));
  return another === undefined ? first : undefined;
}
