/**
 * The tagged fields of a BOLT11 invoice that we write and read. The data part of an invoice is a list of words of 5 bits; each field is its
 * type, its length in words, and that many words.
 */
export const fieldTypes = {
  paymentHash: 1,
  paymentSecret: 16,
  description: 13,
  descriptionHash: 23,
  payeeKey: 19,
  expiry: 6,
  minFinalCltv: 24,
  features: 5,
} as const;

/** A timestamp is 35 bits. */
export const TIMESTAMP_WORDS = 7;

/** A signature of 64 bytes, and the byte for recovering its key. */
export const SIGNATURE_WORDS = 104;

/** 32 bytes. */
export const HASH_WORDS = 52;

/** A compressed public key, 33 bytes. */
export const KEY_WORDS = 53;

/** Seconds (BOLT 11, field `x`). */
export const DEFAULT_EXPIRY_SECONDS = 3_600;

/** Blocks (BOLT 11, field `c`). */
export const DEFAULT_MIN_FINAL_CLTV = 18;

const WORD = 32;

/** A number as words, with zeros in front up to `count`; without it, as few as possible. */
export function wordsOf(value: number, count = 0): number[] {
  const words: number[] = [];
  for (let left = value; left > 0 || words.length < count; left = Math.floor(left / WORD)) words.unshift(left % WORD);
  return words;
}

/** The number that the words are. */
export function numberOf(words: readonly number[]): number {
  return words.reduce((value, word) => value * WORD + word, 0);
}

/** A field with its type and length. */
export function field(type: number, words: readonly number[]): number[] {
  return [type, ...wordsOf(words.length, 2), ...words];
}

/** The features of our invoices (BOLT 9): the onion's variable format and the payment secret are required, several parts are allowed. */
export const featureWords = wordsOf(2 ** 8 + 2 ** 14 + 2 ** 17);

/** The even features that we know (BOLT 9): onion format, payment secret, parts, parts without a fixed hash (AMP), metadata. */
const knownFeatures: ReadonlySet<number> = new Set([8, 14, 16, 30, 48]);

/** The first feature that the payer must know and we do not; undefined when there is none. */
export function unknownFeature(words: readonly number[]): number | undefined {
  const bits = words.toReversed().flatMap((word, index) => {
    return [0, 1, 2, 3, 4].filter((bit) => (word >> bit) & 1).map((bit) => index * 5 + bit);
  });
  return bits.find((bit) => bit % 2 === 0 && !knownFeatures.has(bit));
}
