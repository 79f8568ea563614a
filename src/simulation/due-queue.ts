import type { EventName } from "../domain/schedule.ts";

/** An event that may be held back. */
export interface ScheduledEvent {
  readonly name: EventName;
  /** Which of the things that go on at the same time it belongs to. */
  readonly task: string;
}

/** Something that is going to happen. */
export interface Due {
  /** Not before, in milliseconds of virtual time. */
  readonly at: number;
  /** Not after; the same for a timer. */
  readonly latest: number;
  /** Breaks ties: what was caused first happens first. */
  readonly order: number;
  /** Null for a timer. */
  readonly event: ScheduledEvent | null;
  readonly run: () => void;
}

/** What is going to happen, by time: a heap, because a run with hundreds of payouts has as many timers. */
export interface DueQueue {
  add(due: Due): void;
  /** It does not happen any more. */
  delete(due: Due): void;
  /** The one with the earliest time, and of several the one that was caused first. */
  first(): Due | undefined;
  /** All, in no order. */
  readonly all: ReadonlySet<Due>;
}

/** A queue of nothing. */
export function createDueQueue(): DueQueue {
  const all = new Set<Due>();
  /** With those that were deleted, until they come first. */
  const heap: Due[] = [];
  return {
    add(due) {
      all.add(due);
      rise(heap, due);
    },
    delete: (due) => void all.delete(due),
    first() {
      let first = heap[0];
      while (first !== undefined && !all.has(first)) {
        removeFirst(heap);
        first = heap[0];
      }
      return first;
    },
    all,
  };
}

/** Sorts by time, and then by cause. */
export function before(left: Due, right: Due): number {
  return left.at - right.at || left.order - right.order;
}

function rise(heap: Due[], due: Due): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || before(parent, due) <= 0) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = due;
}

function removeFirst(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const below = earlierChild(heap, at);
    const child = heap[below];
    if (child === undefined || before(last, child) <= 0) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
}

function earlierChild(heap: readonly Due[], at: number): number {
  const left = 2 * at + 1;
  const [one, other] = [heap[left], heap[left + 1]];
  return one !== undefined && other !== undefined && before(other, one) < 0 ? left + 1 : left;
}
