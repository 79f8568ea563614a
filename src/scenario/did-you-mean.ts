/** How many slips of the finger lie between two words: a letter too many, too few, wrong, or two swapped (Damerau, 1964). */
function slips(left: string, right: string): number {
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
 * The candidate that was probably meant by a word that is none of them; undefined where nothing is near. Upper case, and `_` or
 * a blank for `-`, count as no slip. One slip is forgiven for every three letters, so that `p` does not suggest `q`. Where nothing is
 * near, a word of three letters or more may be the beginning of the only one that begins so.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_\s]/g, "-");
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const most = Math.floor(Math.max(word.length, candidate.length) / 3);
    // Of a word that is much too long not even the length fits; comparing it letter by letter would be wasted.
    if (Math.abs(candidate.length - word.length) > most || word.length > 100) continue;
    const distance = slips(plain(word), plain(candidate));
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  return best?.candidate ?? begun(plain(word), candidates);
}

function begun(word: string, candidates: readonly string[]): string | undefined {
  const [first, another] = word.length < 3 ? [] : candidates.filter((each) => each.toLowerCase().startsWith(word));
  return another === undefined ? first : undefined;
}
