import type { PayoutNumber } from "../domain/payout.ts";
import type { RareField } from "./line-row.ts";
import { LineRows } from "./line-rows.ts";
import { type LineDraft, newLine, type PayoutLine, type Sent } from "./payout-line.ts";
import type { ProjectAccount } from "./project-account.ts";

/** What is read of the lines once they are closed. An array will do. */
export interface Lines extends Iterable<PayoutLine> {
  readonly length: number;
  some(is: (line: PayoutLine) => boolean): boolean;
  every(is: (line: PayoutLine) => boolean): boolean;
  filter(is: (line: PayoutLine) => boolean): readonly PayoutLine[];
  reduce(add: (sum: number, line: PayoutLine) => number, first: number): number;
}

/** How many lines satisfy it. Nothing is kept of them meanwhile, as a filter would. */
export function countOf(lines: Iterable<PayoutLine>, is: (line: PayoutLine) => boolean = () => true): number {
  let count = 0;
  for (const line of lines) if (is(line)) count += 1;
  return count;
}

/** The lines in which it is neither false nor 0, by payout number. */
export function linesWith(lines: Lines, field: RareField): Iterable<PayoutLine> {
  return lines instanceof LinesInRows ? lines.with(field) : lines.filter((line) => Boolean(line[field]));
}

/** With more lines than this, columns take less room and time than objects. */
const FEW = 1_000;

/**
 * The lines of a statement. A line has some seventy fields, and as an object takes more than a kilobyte. So from some number on they are in
 * columns, and a line is only a place there. Payouts that the plan does not have stay objects, because they may have any number.
 */
export class LineStore {
  readonly #lastPlanned: PayoutNumber;
  readonly #few: number;
  readonly #objects = new Map<PayoutNumber, LineDraft>();
  #rows: LineRows | undefined;

  /** `few`: how many lines are objects, which makes no difference to anything but time and memory. */
  constructor(lastPlanned: PayoutNumber, few = FEW) {
    this.#lastPlanned = lastPlanned;
    this.#few = few;
  }

  get size(): number {
    return this.#objects.size + (this.#rows?.size ?? 0);
  }

  /** The line of a payout. It is not to be kept until another payout is sent. */
  get(payout: PayoutNumber): LineDraft | undefined {
    return this.#rows?.get(payout) ?? this.#objects.get(payout);
  }

  /** Adds the line of a payout that is first sent. */
  open(sent: Sent, project: ProjectAccount): LineDraft {
    if (this.#rows === undefined && this.#objects.size >= this.#few) this.#rows = this.#moved();
    if (this.#rows?.mayHold(sent.payout)) return this.#rows.open(sent, project);
    const line = newLine(sent, project);
    this.#objects.set(sent.payout, line);
    return line;
  }

  #moved(): LineRows {
    const rows = new LineRows(this.#lastPlanned);
    for (const [payout, line] of this.#objects) {
      if (!rows.mayHold(payout)) continue;
      rows.add(line);
      this.#objects.delete(payout);
    }
    return rows;
  }

  /** Every line, to be changed. */
  *drafts(): Generator<LineDraft> {
    if (this.#rows !== undefined) yield* this.#rows;
    yield* this.#objects.values();
  }

  /** Every line as it is now, by payout number. */
  closed(): Lines {
    const objects = [...this.#objects.values()].sort((left, right) => left.payout - right.payout);
    return this.#rows === undefined ? objects : new LinesInRows(this.#rows, objects);
  }
}

/** The lines in columns, and then those of payouts that the plan does not have. */
class LinesInRows implements Lines {
  readonly length: number;
  readonly #rows: LineRows;
  readonly #others: readonly PayoutLine[];

  constructor(rows: LineRows, others: readonly PayoutLine[]) {
    this.length = rows.size + others.length;
    this.#rows = rows;
    this.#others = others;
  }

  [Symbol.iterator](): Iterator<PayoutLine> {
    return this.#others.length === 0 ? this.#rows[Symbol.iterator]() : this.#all();
  }

  *#all(): Generator<PayoutLine> {
    yield* this.#rows;
    yield* this.#others;
  }

  *with(field: RareField): Generator<PayoutLine> {
    yield* this.#rows.with(field);
    for (const line of this.#others) if (line[field]) yield line;
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
