/** Words by number: the same few codes and names recur in most facts, so a fact keeps only the number. */
export interface WordList {
  /** The number of a word; undefined once the list is full. */
  place(word: string): number | undefined;
  /** The word of a number that `place` gave. */
  word(place: number): string;
}

/** An empty list for at most `limit` different words. */
export function createWordList(limit: number): WordList {
  const words: string[] = [];
  const places = new Map<string, number>();
  return {
    place(word) {
      const known = places.get(word);
      if (known !== undefined || words.length >= limit) return known;
      places.set(word, words.length);
      return words.push(word) - 1;
    },
    word: (place) => words[place] ?? "",
  };
}
