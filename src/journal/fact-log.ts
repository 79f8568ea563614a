import type { AttemptAnswered, AttemptSent, Fact, PaymentReceived, PaymentSettled } from "../domain/fact.ts";
import { outcomes } from "../domain/outcome.ts";
import { createWordList } from "./word-list.ts";

/**
 * All facts of a run in order, in memory. A hundred thousand payouts make half a million facts, nearly all of four kinds; those
 * are kept as numbers in columns, 21 bytes a fact, and become objects again when they are read. The rare kinds, and the rare
 * fact of a frequent kind that does not fit its columns, are kept as they come. What is read is what was recorded, to the byte.
 */
export interface FactLog extends Iterable<Fact> {
  record(fact: Fact): void;
  readonly size: number;
}

const CHUNK = 1 << 15;
const UINT32 = 2 ** 32;
const UINT16 = 2 ** 16;

/** The kinds that are kept in columns; `kept` stands for a fact that is kept as it came. */
const KEPT = 0;
const SENT = 1;
const ANSWERED = 2;
const RECEIVED = 3;
const SETTLED = 4;

interface Chunk {
  readonly kinds: Uint8Array;
  readonly times: Float64Array;
  readonly payouts: Uint32Array;
  /** Amount; or status and outcome; or the place of a fact that is kept as it came. */
  readonly first: Uint32Array;
  /** Attempt in the low half; a word or a project in the high half. */
  readonly second: Uint32Array;
}

/** An empty log. */
export function createFactLog(): FactLog {
  return new ColumnLog();
}

class ColumnLog implements FactLog {
  #chunks: Chunk[] = [];
  #size = 0;
  #kept: Fact[] = [];
  #words = createWordList(UINT16);
  #payoutIds = new Map<number, string>();

  get size(): number {
    return this.#size;
  }

  record(fact: Fact): void {
    switch (fact.kind) {
      case "attempt-sent":
        return this.#sent(fact);
      case "attempt-answered":
        return this.#answered(fact);
      case "payment-received":
        return this.#received(fact);
      case "payment-settled":
        return this.#settled(fact);
      default:
        return this.#keep(fact);
    }
  }

  *[Symbol.iterator](): Iterator<Fact> {
    for (let index = 0; index < this.#size; index += 1) {
      const chunk = this.#chunks[Math.floor(index / CHUNK)];
      const fact = chunk === undefined ? undefined : this.#read(chunk, index % CHUNK, index);
      if (fact !== undefined) yield fact;
    }
  }

  #sent(fact: AttemptSent): void {
    const project = this.#words.place(fact.projectId);
    if (project === undefined || fact.attempt >= UINT16 || fact.amountSats >= UINT32) return this.#keep(fact);
    this.#append(SENT, fact.atMs, fact.payout, fact.amountSats, fact.attempt + project * UINT16);
  }

  #answered(fact: AttemptAnswered): void {
    const code = this.#words.place(fact.code);
    if (code === undefined || fact.attempt >= UINT16 || fact.status >= UINT16) return this.#keep(fact);
    if (fact.payoutId !== "") this.#payoutIds.set(this.#size, fact.payoutId);
    const answer = fact.status + outcomes.indexOf(fact.outcome) * UINT16;
    this.#append(ANSWERED, fact.atMs, fact.payout, answer, fact.attempt + code * UINT16);
  }

  #received(fact: PaymentReceived): void {
    const fate = this.#words.place(fact.fate);
    if (fate === undefined || fact.payout === null || fact.amountSats >= UINT32) return this.#keep(fact);
    this.#append(RECEIVED, fact.atMs, fact.payout, fact.amountSats, fate * UINT16);
  }

  #settled(fact: PaymentSettled): void {
    if (fact.payout === null || fact.amountSats >= UINT32) return this.#keep(fact);
    this.#append(SETTLED, fact.atMs, fact.payout, fact.amountSats, 0);
  }

  #keep(fact: Fact): void {
    this.#append(KEPT, 0, 0, this.#kept.push(fact) - 1, 0);
  }

  #append(kind: number, atMs: number, payout: number, first: number, second: number): void {
    const at = this.#size % CHUNK;
    if (at === 0) this.#chunks.push(emptyChunk());
    const chunk = this.#chunks[this.#chunks.length - 1];
    if (chunk === undefined) return;
    chunk.kinds[at] = kind;
    chunk.times[at] = atMs;
    chunk.payouts[at] = payout;
    chunk.first[at] = first;
    chunk.second[at] = second;
    this.#size += 1;
  }

  #read(chunk: Chunk, at: number, index: number): Fact | undefined {
    const atMs = chunk.times[at] ?? 0;
    const payout = chunk.payouts[at] ?? 0;
    const first = chunk.first[at] ?? 0;
    const second = chunk.second[at] ?? 0;
    const attempt = second % UINT16;
    const word = this.#words.word(Math.floor(second / UINT16));
    switch (chunk.kinds[at]) {
      case SENT:
        return { kind: "attempt-sent", atMs, payout, attempt, projectId: word, amountSats: first };
      case ANSWERED: {
        const outcome = outcomes[Math.floor(first / UINT16)] ?? "unknown";
        const payoutId = this.#payoutIds.get(index) ?? "";
        return {
          kind: "attempt-answered",
          atMs,
          payout,
          attempt,
          outcome,
          status: first % UINT16,
          code: word,
          payoutId,
        };
      }
      case RECEIVED:
        return { kind: "payment-received", atMs, payout, amountSats: first, fate: word };
      case SETTLED:
        return { kind: "payment-settled", atMs, payout, amountSats: first };
      default:
        return this.#kept[first];
    }
  }
}

function emptyChunk(): Chunk {
  return {
    kinds: new Uint8Array(CHUNK),
    times: new Float64Array(CHUNK),
    payouts: new Uint32Array(CHUNK),
    first: new Uint32Array(CHUNK),
    second: new Uint32Array(CHUNK),
  };
}
