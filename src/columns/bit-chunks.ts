/** Words of 32 bits that are allocated at once: what has been written is never moved. */
const CHUNK_BITS = 11;
const CHUNK = 1 << CHUNK_BITS;

/** Blocks of whole numbers in 1 to 32 bits each, one block after the other. */
export interface BitChunks {
  /** Adds a block: the lowest bits of each number, at most 65,536 in all. Returns where it begins. */
  push(block: Float64Array, bits: number): number;
  /** One number of the block that begins there. */
  at(begin: number, bits: number, row: number): number;
}

/** No blocks. */
export function createBitChunks(): BitChunks {
  const chunks: Uint32Array[] = [];
  let used = CHUNK;
  return {
    push(block, bits) {
      const words = Math.ceil((block.length * bits) / 32);
      const isFull = used + words > CHUNK;
      const chunk = isFull ? new Uint32Array(CHUNK) : (chunks.at(-1) ?? new Uint32Array(CHUNK));
      if (isFull) {
        chunks.push(chunk);
        used = 0;
      }
      const begin = used;
      writeBits(chunk, begin, block, bits);
      used += words;
      return (chunks.length - 1) * CHUNK + begin;
    },
    at(begin, bits, row) {
      const chunk = chunks[begin >>> CHUNK_BITS];
      const bit = row * bits;
      const word = (begin & (CHUNK - 1)) + (bit >>> 5);
      const shift = bit & 31;
      const low = (chunk?.[word] ?? 0) >>> shift;
      const high = shift + bits > 32 ? (chunk?.[word + 1] ?? 0) << (32 - shift) : 0;
      return ((low | high) & (0xffff_ffff >>> (32 - bits))) >>> 0;
    },
  };
}

function writeBits(words: Uint32Array, begin: number, values: Float64Array, bits: number): void {
  let [at, word, filled] = [begin, 0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? 0;
    word |= value << filled;
    filled += bits;
    if (filled < 32) continue;
    words[at] = word;
    at += 1;
    filled -= 32;
    word = filled === 0 ? 0 : value >>> (bits - filled);
  }
  if (filled > 0) words[at] = word;
}
