import type { Fact } from "../domain/fact.ts";
import { createColumnedLog } from "./columned-log.ts";

/**
 * All facts of a run in order, in memory. A hundred thousand payouts make more than half a million facts, nearly all of six kinds. Those
 * are kept in columns of numbers; the facts of a small run, of which a search makes thousands, are kept as they are.
 */
export interface FactLog extends Iterable<Fact> {
  record(fact: Fact): void;
  /** Reads from the beginning. After the last fact it can go on as soon as there are more. */
  reader(): FactReader;
  readonly size: number;
}

/** The next fact; undefined if there is none yet. */
export type FactReader = () => Fact | undefined;

/** With more facts than this, columns take less room and time than objects. */
const FEW = 1_000;

/** An empty log. */
export function createFactLog(): FactLog {
  const first: Fact[] = [];
  let others: FactLog | undefined;

  const reader = (): FactReader => {
    let index = 0;
    let next: FactReader | undefined;
    return () => {
      if (index < first.length) {
        index += 1;
        return first[index - 1];
      }
      next ??= others?.reader();
      return next?.();
    };
  };

  return {
    get size() {
      return first.length + (others?.size ?? 0);
    },
    record(fact) {
      if (first.length < FEW) {
        first.push(fact);
        return;
      }
      others ??= createColumnedLog();
      others.record(fact);
    },
    reader,
    *[Symbol.iterator]() {
      yield* first;
      if (others !== undefined) yield* others;
    },
  };
}
