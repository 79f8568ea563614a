import { formatInteger } from "../domain/format.ts";
import { type Entry, TargetError } from "./target.ts";

/**
 * Entries of which has to be known later that they were there. An entry is known by its id; where a service gives none, by everything that it says of
 * the entry, and by how often it says it.
 */
export class RememberedEntries {
  readonly #counts = new Map<string, number>();
  #size = 0;

  constructor(entries: readonly Entry[]) {
    this.add(entries);
  }

  get size(): number {
    return this.#size;
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const name = nameOf(entry);
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      this.#size += 1;
    }
  }

  /** Begins to compare a list, which is called `what`, with what is remembered. */
  recall(what: string): Recall {
    return new Recall(what, this.#counts, this.#size);
  }
}

/** One comparison of a list with what was remembered of it. */
class Recall {
  readonly #what: string;
  readonly #left: Map<string, number>;
  readonly #size: number;
  #found = 0;

  constructor(what: string, counts: ReadonlyMap<string, number>, size: number) {
    this.#what = what;
    this.#left = new Map(counts);
    this.#size = size;
  }

  /** How many of the remembered entries have been found. */
  get found(): number {
    return this.#found;
  }

  get isAllFound(): boolean {
    return this.#found === this.#size;
  }

  /** Whether an entry of the list was there before. @throws TargetError where its id does not tell. */
  has(entry: Entry): boolean {
    const name = nameOf(entry);
    const left = this.#left.get(name);
    if (left === undefined) return false;
    if (left > 0) {
      this.#left.set(name, left - 1);
      this.#found += 1;
      return true;
    }
    if (entry.entryId === "") return false;
    throw new TargetError(
      "nonsense",
      `${this.#what} lists several entries under one id, so new ones cannot be told from old ones`,
    );
  }

  /** @throws TargetError where nothing of what is remembered is there any more. */
  check(): void {
    if (this.#size === 0 || this.#found > 0) return;
    const entries =
      this.#size === 1 ? "the entry that was" : `any of the ${formatInteger(this.#size)} entries that were`;
    throw new TargetError("nonsense", `${this.#what} does not list ${entries} there before the run`);
  }
}

/** Two entries of one name are the same one. */
function nameOf(entry: Entry): string {
  return entry.entryId === "" ? JSON.stringify(entry) : `#${entry.entryId}`;
}
