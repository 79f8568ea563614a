import type { TrackedPayment } from "./payment-update.ts";

/** A settled payment whose fields fit into columns. */
type Settled = Extract<TrackedPayment, { readonly kind: "settled" }>;

const HEX = /^[0-9a-f]{64}$/;
const BYTES = 32;
const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;
/** The most different beginnings of payees. */
const MAX_STEMS = 255;
const LARGEST = 0xffff_ffff;

/**
 * What a node remembers of its payments, by name: the hash, or the hash and a number. As an object with its strings a payment takes some 400 bytes, so one
 * that has settled as ordinary ones do is kept as numbers, in about 100. Nothing is ever forgotten, because a hash must not be paid twice.
 */
export class PaymentMemory {
  readonly #whole = new Map<string, TrackedPayment>();
  readonly #stems: string[] = [];
  readonly #chunks: Chunk[] = [];
  #rows = 0;
  #listed: readonly TrackedPayment[] | undefined;
  /** Rows, counted from 1, by the first bits of their hashes; 0 where there is none. The next free place is used where one is taken. */
  #table = new Uint32Array(2 * CHUNK);

  has(name: string): boolean {
    return this.#whole.has(name) || this.#rowOf(name) !== undefined;
  }

  get(name: string): TrackedPayment | undefined {
    const whole = this.#whole.get(name);
    if (whole !== undefined) return whole;
    const row = this.#rowOf(name);
    return row === undefined ? undefined : this.#at(row);
  }

  /** From now on the payment of this name stands like this. One that has settled stays settled. */
  set(name: string, payment: TrackedPayment): void {
    this.#listed = undefined;
    if (payment.kind === "settled" && name === payment.paymentHash && this.#put(payment)) this.#whole.delete(name);
    else this.#whole.set(name, payment);
  }

  /** Forgets a payment that has not settled. */
  delete(name: string): void {
    this.#listed = undefined;
    this.#whole.delete(name);
  }

  /** All payments by index. Who asks for a page of them asks for the next one soon. */
  values(): Iterable<TrackedPayment> {
    this.#listed ??= this.#list();
    return this.#listed;
  }

  #list(): readonly TrackedPayment[] {
    const all = [...this.#whole.values()];
    for (let row = 0; row < this.#rows; row += 1) all.push(this.#at(row));
    return all.sort((left, right) => left.index - right.index);
  }

  #put(payment: Settled): boolean {
    const { paymentHash, preimage, payee, amountMsat, feeMsat, invoice, createdEpochMs, endedEpochMs, index } = payment;
    const tookMs = endedEpochMs - createdEpochMs;
    const { stem, number } = split(payee);
    const isPlain = invoice === "" && feeMsat === 0 && payment.reason === undefined;
    if (!isPlain || !HEX.test(paymentHash) || !HEX.test(preimage) || this.#rowOf(paymentHash) !== undefined)
      return false;
    if (![amountMsat, tookMs, index, number].every(isSmall)) return false;
    const stemPlace = this.#stemPlace(stem);
    if (stemPlace === undefined) return false;
    const row = this.#rows;
    const chunk = this.#chunks[row >>> CHUNK_BITS] ?? newChunk();
    this.#chunks[row >>> CHUNK_BITS] = chunk;
    const place = row & (CHUNK - 1);
    chunk.hashes.write(paymentHash, place * BYTES, "hex");
    chunk.preimages.write(preimage, place * BYTES, "hex");
    chunk.stem[place] = stemPlace;
    chunk.number[place] = number;
    chunk.amountMsat[place] = amountMsat;
    chunk.createdEpochMs[place] = createdEpochMs;
    chunk.tookMs[place] = tookMs;
    chunk.index[place] = index;
    this.#rows += 1;
    this.#enter(row);
    return true;
  }

  #at(row: number): TrackedPayment {
    const chunk = this.#chunks[row >>> CHUNK_BITS];
    if (chunk === undefined) throw new RangeError(`there is no payment in row ${row}`);
    const place = row & (CHUNK - 1);
    const [from, to] = [place * BYTES, (place + 1) * BYTES];
    const createdEpochMs = chunk.createdEpochMs[place] ?? 0;
    return {
      kind: "settled",
      paymentHash: chunk.hashes.toString("hex", from, to),
      payee: `${this.#stems[chunk.stem[place] ?? 0]}${chunk.number[place]}`,
      amountMsat: chunk.amountMsat[place] ?? 0,
      feeMsat: 0,
      invoice: "",
      createdEpochMs,
      index: chunk.index[place] ?? 0,
      endedEpochMs: createdEpochMs + (chunk.tookMs[place] ?? 0),
      preimage: chunk.preimages.toString("hex", from, to),
    };
  }

  /** The row of a payment; undefined where it is none of the rows. */
  #rowOf(name: string): number | undefined {
    if (this.#rows === 0 || !HEX.test(name)) return undefined;
    const asked = Buffer.from(name, "hex");
    const mask = this.#table.length - 1;
    for (let at = asked.readUInt32LE(0) & mask; ; at = (at + 1) & mask) {
      const row = (this.#table[at] ?? 0) - 1;
      if (row === -1) return undefined;
      const from = (row & (CHUNK - 1)) * BYTES;
      if (this.#chunks[row >>> CHUNK_BITS]?.hashes.compare(asked, 0, BYTES, from, from + BYTES) === 0) return row;
    }
  }

  #enter(row: number): void {
    if (2 * this.#rows > this.#table.length) {
      this.#table = new Uint32Array(2 * this.#table.length);
      for (let each = 0; each < row; each += 1) this.#place(each);
    }
    this.#place(row);
  }

  #place(row: number): void {
    const first = this.#chunks[row >>> CHUNK_BITS]?.hashes.readUInt32LE((row & (CHUNK - 1)) * BYTES) ?? 0;
    const mask = this.#table.length - 1;
    let at = first & mask;
    while (this.#table[at] !== 0) at = (at + 1) & mask;
    this.#table[at] = row + 1;
  }

  #stemPlace(stem: string): number | undefined {
    const known = this.#stems.indexOf(stem);
    if (known !== -1) return known;
    return this.#stems.length < MAX_STEMS ? this.#stems.push(stem) - 1 : undefined;
  }
}

type Chunk = ReturnType<typeof newChunk>;

function newChunk() {
  return {
    hashes: Buffer.alloc(CHUNK * BYTES),
    preimages: Buffer.alloc(CHUNK * BYTES),
    stem: new Uint8Array(CHUNK),
    number: new Uint32Array(CHUNK),
    amountMsat: new Uint32Array(CHUNK),
    createdEpochMs: new Float64Array(CHUNK),
    tookMs: new Uint32Array(CHUNK),
    index: new Uint32Array(CHUNK),
  };
}

function isSmall(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST;
}

/** The text of a payee, and the number at its end as it is written without leading zeros; -1 where it has none. */
function split(payee: string): { readonly stem: string; readonly number: number } {
  const digits = /(?:0|[1-9]\d{0,9})$/.exec(payee)?.[0];
  if (digits === undefined) return { stem: payee, number: -1 };
  return { stem: payee.slice(0, -digits.length), number: Number(digits) };
}
