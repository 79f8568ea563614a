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
  number,
  numberLike,
  rareList,
  rareNumber,
  type Written,
  word,
} from "./line-fields.ts";
import { Row } from "./line-page.ts";
import { heldBeyondMsat, type LineDraft, NO_ROWS, type OpenAttempt } from "./payout-line.ts";
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

/** The same for rows that are: a number, as long as there are few of each. */
function keyOfRows({ paid, refused, failed, pending, unknown }: LineDraft["rows"]): number | string {
  const all = paid | refused | failed | pending | unknown;
  if (all >= 0 && all < 16) return paid + 16 * (refused + 16 * (failed + 16 * (pending + 16 * unknown)));
  return `${paid} ${refused} ${failed} ${pending} ${unknown}`;
}

const project = word<ProjectAccount | undefined>(undefined) as Written<ProjectAccount>;
const amountMsat = number();
const costMsat = number();
const firstSentMs = number();

/** In most lines that of the first sending. */
const lastSentMs = numberLike(firstSentMs);

/** When a payout was last answered, and when by the service itself: in most lines at that moment, or never. */
function answeredAndHeard() {
  const [isHeard, isLast] = [flag(), flag()];
  const [answered, heard] = [number(), number()];
  const lastAnsweredMs: Written<number> = {
    get: answered.get,
    set(value) {
      if (isLast.get.call(this)) heard.set.call(this, answered.get.call(this));
      isLast.set.call(this, false);
      answered.set.call(this, value);
    },
  };
  const lastHeardMs: Written<number | null> = {
    get() {
      if (!isHeard.get.call(this)) return null;
      return (isLast.get.call(this) ? answered : heard).get.call(this);
    },
    set(value) {
      const isSame = value === answered.get.call(this);
      isHeard.set.call(this, value !== null);
      isLast.set.call(this, isSame);
      heard.set.call(this, isSame ? 0 : (value ?? 0));
    },
  };
  return { lastAnsweredMs, lastHeardMs };
}

/** The sum of the entries: in most lines 0 or once the cost. */
function entries(): Written<Msat> {
  const isCost = flag();
  const other = number();
  return {
    get() {
      return isCost.get.call(this) ? 0 - costMsat.get.call(this) : other.get.call(this);
    },
    set(value) {
      const isIt = value !== 0 && value === 0 - costMsat.get.call(this);
      isCost.set.call(this, isIt);
      other.set.call(this, isIt ? 0 : value);
    },
  };
}

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
export const isLine = flag();

/** Fields by which the few lines are found that have them. */
export const rare = {
  keyBreached: flag(),
  overdrawn: flag(),
  partialRefunds: count(),
  excessReversals: count(),
  stuck: flag(),
  undecided: flag(),
  pendingAnswers: count(),
  unreadable: flag(),
  notLookedUp: flag(),
  calledUnknown: flag(),
  reliesOnDeclaredTimeouts: flag(),
};

/** The name of such a field. */
export type RareField = keyof typeof rare;

/** How each field of a line is kept. */
const fields: { readonly [Name in keyof LineDraft]: Field<LineDraft[Name]> } = {
  ...rare,
  payout,
  project: { get: project.get },
  hostile: word<string | null>(null),
  amountMsat: { get: amountMsat.get },
  costMsat: { get: costMsat.get },
  mayHoldMsat,
  attempts: count(),
  firstSentMs: { get: firstSentMs.get },
  lastSentMs,
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
  refusedAnswers: count(),
  unknownAnswers: count(),
  timeoutAnswers: count(),
  clientTimeouts: count(),
  keptRequests: count(),
  ...answeredAndHeard(),
  paymentFailed: flag(),
  openAttempts: attempts(),
  learnedEarly: rareList(),
  timedOut: flag(),
  paidByCallback: count(),
  refusedByCallback: count(),
  calledPaid: count(),
  calledRefused: count(),
  leftOpenAfterEnd: flag(),
  saidRefused: flag(),
  contradicted: flag(),
  listed: word<PayoutState | null>(null),
  rows: word(NO_ROWS, keyOfRows),
  entriesMsat: entries(),
  charges: costs(costMsat),
  reversals: costs(costMsat),
  setsAside: flag(),
  openCharges: costs(costMsat),
  reversedWrongAmount: flag(),
  unrefundedMsat: rareNumber(),
  excessReversalMsat: rareNumber(),
  keptFees: count(),
  keptMsat: rareNumber(),
  keptDueMsat: rareNumber(),
  keptOpenMsat: rareNumber(),
  settlements: count(),
  routingFees: rareList(),
  routingDueMsat: rareNumber(),
  openPayments: count(),
  assumedSettlements: count(),
  failures: count(),
  inFlight: count(),
  stuckCharges: count(),
  reservedMsat: rareNumber(),
  settledWrongAmount: flag(),
  answeredId: mark(),
  listedId: mark(),
};

for (const [name, { get, set }] of Object.entries(fields)) {
  Object.defineProperty(Row.prototype, name, set === undefined ? { get } : { get, set });
}

/** The fields that change. */
export const changing = Object.entries(fields).flatMap(([name, { set }]) =>
  set === undefined ? [] : [{ name, set: set as (this: Row, value: unknown) => void }],
);

/** What a line begins with and keeps. */
export const beginning = { project, amountMsat, costMsat, firstSentMs };
