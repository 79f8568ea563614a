import type { PayoutNumber } from "../domain/payout.ts";
import { type Folded, LineShapes } from "./line-shapes.ts";
import type { LineDraft, PayoutLine } from "./payout-line.ts";

/** What is read of the lines once they are closed. An array will do. */
export interface Lines extends Iterable<PayoutLine> {
  readonly length: number;
  some(is: (line: PayoutLine) => boolean): boolean;
  every(is: (line: PayoutLine) => boolean): boolean;
  filter(is: (line: PayoutLine) => boolean): readonly PayoutLine[];
  reduce(add: (sum: number, line: PayoutLine) => number, first: number): number;
}

/** How many lines satisfy it. Nothing is kept of them meanwhile, as a filter would. */
export function countOf(lines: Iterable<PayoutLine>, is: (line: PayoutLine) => boolean): number {
  let count = 0;
  for (const line of lines) if (is(line)) count += 1;
  return count;
}

/** So many lines are kept as objects before the oldest ones are folded: those of an ordinary run, and more than are in flight in a long one. */
const UNFOLDED = 32_768;

const CHUNK_BITS = 13;
const CHUNK = 1 << CHUNK_BITS;

/**
 * The lines of a statement. A line has some seventy fields, and in a long run nearly all lines are alike but for seven numbers. So a line that nothing has
 * happened to for a while is folded: those numbers go into columns, about 40 bytes, and the rest is a shape that it shares with others. A line that
 * does not fit stays as it is.
 */
export class LineStore {
  readonly #mayFold: (payout: PayoutNumber) => boolean;
  readonly #unfolded: number;
  readonly #shapes = new LineShapes();
  /** The lines that something has happened to lately. */
  readonly #recent = new Map<PayoutNumber, LineDraft>();
  /** Their payouts in a ring, the oldest at `#oldest`. Some may be gone already. */
  readonly #ring: PayoutNumber[] = [];
  #oldest = 0;
  /** Those that do not fit. */
  readonly #odd = new Map<PayoutNumber, LineDraft>();
  readonly #chunks: (Chunk | undefined)[] = [];
  #folded = 0;

  /** `mayFold` is false where two lines are worked on at once, and for payouts that cannot be. */
  constructor(mayFold: (payout: PayoutNumber) => boolean, unfolded = UNFOLDED) {
    this.#mayFold = mayFold;
    // The line that is worked on is always one.
    this.#unfolded = Math.max(1, unfolded);
  }

  get size(): number {
    return this.#recent.size + this.#odd.size + this.#folded;
  }

  /** The line of a payout. What is changed in it is kept, if it is changed before another one is asked for. */
  get(payout: PayoutNumber): LineDraft | undefined {
    const whole = this.#recent.get(payout) ?? this.#odd.get(payout);
    if (whole !== undefined) return whole;
    const line = this.#unfold(payout);
    if (line === undefined) return undefined;
    this.#chunks[payout >>> CHUNK_BITS]?.shape.fill(0, payout & (CHUNK - 1), (payout & (CHUNK - 1)) + 1);
    this.#folded -= 1;
    this.set(payout, line);
    return line;
  }

  set(payout: PayoutNumber, line: LineDraft): void {
    if (this.#odd.has(payout) || this.#recent.has(payout)) return;
    this.#recent.set(payout, line);
    const oldest = this.#ring[this.#oldest];
    this.#ring[this.#oldest] = payout;
    this.#oldest = (this.#oldest + 1) % this.#unfolded;
    const old = oldest === undefined || oldest === payout ? undefined : this.#recent.get(oldest);
    if (old !== undefined) this.#putAway(old);
  }

  /** Folds a line, or keeps it as it is. */
  #putAway(line: LineDraft): void {
    this.#recent.delete(line.payout);
    this.#odd.delete(line.payout);
    if (!this.#fold(line)) this.#odd.set(line.payout, line);
  }

  /** Every line, to be changed before the next one is taken. No other line may be asked for meanwhile. */
  *drafts(): Generator<LineDraft> {
    if (this.#folded === 0) return yield* this.#objects();
    for (const payout of this.#numbers()) {
      const line = this.get(payout);
      if (line === undefined) continue;
      yield line;
      this.#putAway(line);
    }
  }

  /** Every line as it is now, by payout number. */
  closed(): Lines {
    if (this.#folded === 0) return [...this.#objects()].sort((left, right) => left.payout - right.payout);
    return new FoldedLines(
      this.size,
      () => this.#numbers(),
      (payout) => this.peek(payout),
    );
  }

  /** The line of a payout, to read it. */
  peek(payout: PayoutNumber): PayoutLine | undefined {
    return this.#recent.get(payout) ?? this.#odd.get(payout) ?? this.#unfold(payout);
  }

  *#objects(): Generator<LineDraft> {
    yield* this.#odd.values();
    yield* this.#recent.values();
  }

  *#numbers(): Generator<PayoutNumber> {
    const whole = [...this.#odd.keys(), ...this.#recent.keys()].sort((left, right) => left - right);
    let next = 0;
    for (const [index, chunk] of this.#chunks.entries()) {
      for (let place = 0; chunk !== undefined && place < CHUNK; place += 1) {
        if (chunk.shape[place] === 0) continue;
        const payout = index * CHUNK + place;
        for (; (whole[next] ?? Number.POSITIVE_INFINITY) < payout; next += 1) yield whole[next] ?? 0;
        if (whole[next] !== payout) yield payout;
      }
    }
    yield* whole.slice(next);
  }

  #fold(line: LineDraft): boolean {
    const { payout } = line;
    if (!this.#mayFold(payout)) return false;
    const shape = this.#shapes.of(line);
    if (shape === undefined) return false;
    const chunk = this.#chunks[payout >>> CHUNK_BITS] ?? newChunk();
    this.#chunks[payout >>> CHUNK_BITS] = chunk;
    const place = payout & (CHUNK - 1);
    chunk.shape[place] = shape;
    chunk.amountMsat[place] = line.amountMsat;
    chunk.costMsat[place] = line.costMsat;
    chunk.firstSentMs[place] = line.firstSentMs;
    chunk.lastAnsweredMs[place] = line.lastAnsweredMs;
    chunk.answeredId[place] = line.answeredId;
    chunk.listedId[place] = line.listedId;
    chunk.attemptPlace[place] = line.openAttempts[0]?.place ?? 0;
    this.#folded += 1;
    return true;
  }

  #unfold(payout: PayoutNumber): LineDraft | undefined {
    if (!this.#mayFold(payout)) return undefined;
    const chunk = this.#chunks[payout >>> CHUNK_BITS];
    const place = payout & (CHUNK - 1);
    const shape = chunk?.shape[place] ?? 0;
    if (chunk === undefined || shape === 0) return undefined;
    const numbers: Folded = {
      payout,
      amountMsat: chunk.amountMsat[place] ?? 0,
      costMsat: chunk.costMsat[place] ?? 0,
      firstSentMs: chunk.firstSentMs[place] ?? 0,
      lastAnsweredMs: chunk.lastAnsweredMs[place] ?? 0,
      answeredId: chunk.answeredId[place] ?? 0,
      listedId: chunk.listedId[place] ?? 0,
      attemptPlace: chunk.attemptPlace[place] ?? 0,
    };
    return this.#shapes.lineOf(shape, numbers);
  }
}

/** The numbers of as many payouts in a row. The shape is 0 where there is no folded line. */
type Chunk = ReturnType<typeof newChunk>;

function newChunk() {
  return {
    shape: new Uint8Array(CHUNK),
    amountMsat: new Float64Array(CHUNK),
    costMsat: new Float64Array(CHUNK),
    firstSentMs: new Float64Array(CHUNK),
    lastAnsweredMs: new Float64Array(CHUNK),
    answeredId: new Int32Array(CHUNK),
    listedId: new Int32Array(CHUNK),
    attemptPlace: new Uint32Array(CHUNK),
  };
}

/** Lines of which most are folded. Each is unfolded when it is its turn, and is not kept. */
class FoldedLines implements Lines {
  readonly length: number;
  readonly #numbers: () => Iterable<PayoutNumber>;
  readonly #peek: (payout: PayoutNumber) => PayoutLine | undefined;

  constructor(
    length: number,
    numbers: () => Iterable<PayoutNumber>,
    peek: (payout: PayoutNumber) => PayoutLine | undefined,
  ) {
    this.length = length;
    this.#numbers = numbers;
    this.#peek = peek;
  }

  *[Symbol.iterator](): Generator<PayoutLine> {
    for (const payout of this.#numbers()) {
      const line = this.#peek(payout);
      if (line !== undefined) yield line;
    }
  }

  some(is: (line: PayoutLine) => boolean): boolean {
    for (const line of this) if (is(line)) return true;
    return false;
  }

  every(is: (line: PayoutLine) => boolean): boolean {
    return !this.some((line) => !is(line));
  }

  filter(is: (line: PayoutLine) => boolean): readonly PayoutLine[] {
    const found: PayoutLine[] = [];
    for (const line of this) if (is(line)) found.push(line);
    return found;
  }

  reduce(add: (sum: number, line: PayoutLine) => number, first: number): number {
    let sum = first;
    for (const line of this) sum = add(sum, line);
    return sum;
  }
}
