import type { PayoutNumber } from "../domain/payout.ts";
import { newDictionaries, newPage } from "./line-fields.ts";
import { type Page, pageOf, placeOf, ROWS, Row } from "./line-page.ts";
import { beginning, changing, isLine, type RareField, rare } from "./line-row.ts";
import type { LineDraft, Sent } from "./payout-line.ts";
import type { ProjectAccount } from "./project-account.ts";

/** A row has every field of a line. */
function lineOf(row: Row): LineDraft {
  return row as unknown as LineDraft;
}

/** Lines in columns, up to a payout number. They take about 50 bytes each, and more where rare things happen to them. */
export class LineRows implements Iterable<LineDraft> {
  readonly #last: PayoutNumber;
  readonly #dictionaries = newDictionaries();
  readonly #pages: (Page | undefined)[] = [];
  #size = 0;

  constructor(last: PayoutNumber) {
    this.#last = last;
  }

  get size(): number {
    return this.#size;
  }

  /** False for a payout that is kept elsewhere. */
  mayHold(payout: PayoutNumber): boolean {
    return payout >= 0 && payout <= this.#last;
  }

  get(payout: PayoutNumber): LineDraft | undefined {
    const page = this.mayHold(payout) ? this.#pages[pageOf(payout)] : undefined;
    if (page === undefined) return undefined;
    const row = new Row(page, placeOf(payout));
    return isLine.get.call(row) ? lineOf(row) : undefined;
  }

  /** The line of a payout when it is first sent. */
  open({ payout, amountMsat, costMsat, atMs }: Sent, account: ProjectAccount): LineDraft {
    const index = pageOf(payout);
    const page = this.#pages[index] ?? newPage(index, this.#dictionaries);
    this.#pages[index] = page;
    const row = new Row(page, placeOf(payout));
    if (!isLine.get.call(row)) this.#size += 1;
    isLine.set.call(row, true);
    beginning.project.set.call(row, account);
    beginning.amountMsat.set.call(row, amountMsat);
    beginning.costMsat.set.call(row, costMsat);
    beginning.firstSentMs.set.call(row, atMs);
    const line = lineOf(row);
    line.lastAnsweredMs = atMs;
    return line;
  }

  /** Takes over a line that is kept as an object. */
  add(line: LineDraft): void {
    const { payout, amountMsat, costMsat, firstSentMs: atMs } = line;
    const row = this.open({ payout, amountMsat, costMsat, atMs }, line.project) as unknown as Row;
    const values = line as unknown as Readonly<Record<string, unknown>>;
    for (const { name, set } of changing) set.call(row, values[name]);
  }

  /** By payout number. */
  [Symbol.iterator](): IterableIterator<LineDraft> {
    return new Cursor(this.#pages, isLine.next);
  }

  /** Those that have such a field, by payout number. Nothing is made of the others. */
  with(field: RareField): IterableIterator<LineDraft> {
    return new Cursor(this.#pages, rare[field].next);
  }
}

/** A class, because a generator takes several times as long, and every check and figure reads all lines. */
class Cursor implements IterableIterator<LineDraft> {
  readonly #pages: readonly (Page | undefined)[];
  readonly #next: (page: Page, place: number) => number;
  #index = 0;
  #place = 0;

  constructor(pages: readonly (Page | undefined)[], next: (page: Page, place: number) => number) {
    this.#pages = pages;
    this.#next = next;
  }

  next(): IteratorResult<LineDraft> {
    const next = this.#next;
    for (; this.#index < this.#pages.length; this.#index += 1) {
      const page = this.#pages[this.#index];
      const place = page === undefined ? ROWS : next(page, this.#place);
      if (page !== undefined && place < ROWS) {
        this.#place = place + 1;
        return { done: false, value: lineOf(new Row(page, place)) };
      }
      this.#place = 0;
    }
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
