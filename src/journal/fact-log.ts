import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { createColumnedLog } from "./columned-log.ts";
import { type FactLog, type FactReader, isAbout } from "./log.ts";

export type { FactLog, FactReader } from "./log.ts";

/** With more facts than this, columns take less room and time than objects. */
const FEW = 1_000;

/** An empty log. */
export function createFactLog(): FactLog {
  return new RunLog();
}

/** A class, because an object of its own with a getter or a generator stays in memory until the next major collection, and a search makes thousands. */
class RunLog implements FactLog {
  readonly #first: Fact[] = [];
  #others: FactLog | undefined;

  get size(): number {
    return this.#first.length + (this.#others?.size ?? 0);
  }

  record(fact: Fact): void {
    if (this.#first.length < FEW) {
      this.#first.push(fact);
      return;
    }
    this.#others ??= createColumnedLog();
    this.#others.record(fact);
  }

  reader(): FactReader {
    let index = 0;
    let next: FactReader | undefined;
    return () => {
      if (index < this.#first.length) {
        index += 1;
        return this.#first[index - 1];
      }
      next ??= this.#others?.reader();
      return next?.();
    };
  }

  *about(payouts: ReadonlySet<PayoutNumber>): Generator<Fact> {
    for (const fact of this.#first) if (isAbout(fact, payouts)) yield fact;
    if (this.#others !== undefined) yield* this.#others.about(payouts);
  }

  *[Symbol.iterator](): Iterator<Fact> {
    yield* this.#first;
    if (this.#others !== undefined) yield* this.#others;
  }
}
