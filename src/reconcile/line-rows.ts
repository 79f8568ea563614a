import type { PayoutState } from "../domain/books.ts";
import type { Msat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import {
  costs,
  count,
  type Field,
  flag,
  mark,
  newDictionaries,
  newPage,
  number,
  optionalNumber,
  rareList,
  rareNumber,
  type Written,
  word,
} from "./line-fields.ts";
import { type Page, pageOf, placeOf, ROWS, Row } from "./line-page.ts";
import { heldBeyondMsat, type LineDraft, NO_ROWS, type OpenAttempt, type Sent } from "./payout-line.ts";
import type { ProjectAccount } from "./project-account.ts";

/** The open attempts: in most lines none, or the one that the payout was first sent with. */
function attempts(): Written<readonly OpenAttempt[]> {
  const alike = word<OpenAttempt | null>(null, (open) =>
    open === null ? "" : `${open.attempt} ${open.outcome} ${open.reason} ${open.requestKept} ${open.polled}`,
  );
  const place = mark();
  const others = rareList<OpenAttempt>();
  return {
    get() {
      const open = alike.get.call(this);
      if (open === null) return others.get.call(this);
      const { attempt, outcome, reason, requestKept, polled } = open;
      return [
        {
          attempt,
          outcome,
          reason,
          requestKept,
          sentMs: firstSentMs.get.call(this),
          place: place.get.call(this),
          polled,
        },
      ];
    },
    set(value) {
      const [open] = value;
      const isFirst = value.length === 1 && open !== undefined && open.sentMs === firstSentMs.get.call(this);
      alike.set.call(this, isFirst ? open : null);
      if (isFirst) place.set.call(this, open.place);
      others.set.call(this, isFirst ? [] : value);
    },
  };
}

const project = word<ProjectAccount | undefined>(undefined) as Written<ProjectAccount>;
const amountMsat = number();
const costMsat = number();
const firstSentMs = number();

const payout: Field<PayoutNumber> = {
  get() {
    return this.page.first + this.place;
  },
};

const mayHoldMsat: Field<Msat> = {
  get() {
    return heldBeyondMsat(project.get.call(this), amountMsat.get.call(this));
  },
};

/** True once a row is that of a line. */
const isLine = flag();

/** How each field of a line is kept. */
const fields: { readonly [Name in keyof LineDraft]: Field<LineDraft[Name]> } = {
  payout,
  project: { get: project.get },
  hostile: word<string | null>(null),
  amountMsat: { get: amountMsat.get },
  costMsat: { get: costMsat.get },
  mayHoldMsat,
  attempts: count(),
  firstSentMs: { get: firstSentMs.get },
  lastSentMs: number(),
  requestKept: flag(),
  requested: flag(),
  everRequested: flag(),
  endUntold: flag(),
  held: flag(),
  duplicated: flag(),
  reached: flag(),
  conclusion: word<Outcome>("unknown"),
  answers: count(),
  paidAnswers: count(),
  pendingAnswers: count(),
  refusedAnswers: count(),
  unknownAnswers: count(),
  timeoutAnswers: count(),
  clientTimeouts: count(),
  keptRequests: count(),
  unreadable: flag(),
  lastAnsweredMs: number(),
  lastHeardMs: optionalNumber(),
  paymentFailed: flag(),
  openAttempts: attempts(),
  learnedEarly: rareList(),
  timedOut: flag(),
  paidByCallback: count(),
  refusedByCallback: count(),
  calledPaid: count(),
  calledRefused: count(),
  leftOpenAfterEnd: flag(),
  notLookedUp: flag(),
  calledUnknown: flag(),
  saidRefused: flag(),
  contradicted: flag(),
  listed: word<PayoutState | null>(null),
  rows: word(
    NO_ROWS,
    ({ paid, refused, failed, pending, unknown }) => `${paid} ${refused} ${failed} ${pending} ${unknown}`,
  ),
  entriesMsat: number(),
  charges: costs(costMsat),
  reversals: costs(costMsat),
  setsAside: flag(),
  openCharges: costs(costMsat),
  reversedWrongAmount: flag(),
  partialRefunds: count(),
  unrefundedMsat: rareNumber(),
  excessReversals: count(),
  excessReversalMsat: rareNumber(),
  keptFees: count(),
  keptMsat: rareNumber(),
  keptDueMsat: rareNumber(),
  keptOpenMsat: rareNumber(),
  overdrawn: flag(),
  settlements: count(),
  routingFees: rareList(),
  routingDueMsat: rareNumber(),
  openPayments: count(),
  assumedSettlements: count(),
  reliesOnDeclaredTimeouts: flag(),
  failures: count(),
  inFlight: count(),
  undecided: flag(),
  stuck: flag(),
  stuckCharges: count(),
  reservedMsat: rareNumber(),
  settledWrongAmount: flag(),
  answeredId: mark(),
  listedId: mark(),
  keyBreached: flag(),
};

for (const [name, { get, set }] of Object.entries(fields)) {
  Object.defineProperty(Row.prototype, name, set === undefined ? { get } : { get, set });
}

/** The fields that change. */
const changing = Object.entries(fields).flatMap(([name, { set }]) =>
  set === undefined ? [] : [{ name, set: set as (this: Row, value: unknown) => void }],
);

/** A row has every field of a line. */
function lineOf(row: Row): LineDraft {
  return row as unknown as LineDraft;
}

/** Lines in columns, up to a payout number. They take about 80 bytes each, whatever happens to them. */
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
  open({ payout, amountMsat: asked, costMsat: cost, atMs }: Sent, account: ProjectAccount): LineDraft {
    const index = pageOf(payout);
    const page = this.#pages[index] ?? newPage(index, this.#dictionaries);
    this.#pages[index] = page;
    const row = new Row(page, placeOf(payout));
    if (!isLine.get.call(row)) this.#size += 1;
    isLine.set.call(row, true);
    project.set.call(row, account);
    amountMsat.set.call(row, asked);
    costMsat.set.call(row, cost);
    firstSentMs.set.call(row, atMs);
    const line = lineOf(row);
    line.lastSentMs = atMs;
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
    return new Cursor(this.#pages);
  }
}

/** A class, because a generator takes several times as long, and every check and figure reads all lines. */
class Cursor implements IterableIterator<LineDraft> {
  readonly #pages: readonly (Page | undefined)[];
  #index = 0;
  #place = 0;

  constructor(pages: readonly (Page | undefined)[]) {
    this.#pages = pages;
  }

  next(): IteratorResult<LineDraft> {
    for (; this.#index < this.#pages.length; this.#index += 1) {
      const page = this.#pages[this.#index];
      while (page !== undefined && this.#place < ROWS) {
        const row = new Row(page, this.#place);
        this.#place += 1;
        if (isLine.get.call(row)) return { done: false, value: lineOf(row) };
      }
      this.#place = 0;
    }
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
