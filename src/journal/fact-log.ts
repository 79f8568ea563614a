import type { Fact } from "../domain/fact.ts";
import { createColumnedLog } from "./columned-log.ts";
import type { FactLog, FactReader } from "./log.ts";

export type { FactLog, FactReader } from "./log.ts";

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
