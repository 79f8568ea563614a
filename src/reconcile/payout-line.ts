import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { AttemptSent } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { AttemptCost } from "./balance-bounds.ts";
import { type Pairing, pairWithReversals } from "./charge-pairing.ts";
import type { ProjectAccount } from "./project-account.ts";

/**
 * One line of the statement: what was asked, answered, charged and settled for one payout, folded from its facts one by one. There
 * are a hundred thousand of these and several facts for each, so a line keeps sums and flags and never a fact.
 */
export interface PayoutLine extends Pairing, AttemptCost {
  readonly payout: PayoutNumber;
  readonly project: ProjectAccount;

  /** Asked. `costMsat` is what one settlement of the payout costs its project. */
  readonly amountMsat: Msat;
  readonly attempts: number;
  readonly firstSentMs: number;
  readonly lastSentMs: number;
  /** True when the request of the latest attempt is known never to have reached the API. */
  readonly requestKept: boolean;
  /** True once the rail has been asked to pay since the last attempt was sent. */
  readonly requested: boolean;
  /** True once the rail has been asked to pay it at all. */
  readonly everRequested: boolean;
  /** True when its request was sent twice, so that whoever is refused has heard of one copy only. */
  readonly duplicated: boolean;
  /** True once anything shows that the API has heard of it: an answer, a payment at our rail, an entry, a row. */
  readonly reached: boolean;

  /** Answered: what the caller may conclude after all attempts. */
  readonly conclusion: Outcome;
  readonly answers: number;
  /** How many of the answers said that it is paid, that it is taken over, and that it is refused. */
  readonly paidAnswers: number;
  readonly pendingAnswers: number;
  readonly refusedAnswers: number;
  /** How many of the answers left open what happened; of these, payment timeouts, those that the caller gave up on, and kept requests. */
  readonly unknownAnswers: number;
  readonly timeoutAnswers: number;
  readonly clientTimeouts: number;
  readonly keptRequests: number;
  /** True when an answer reported a success of which nobody can tell what it says. */
  readonly unreadable: boolean;
  readonly lastAnsweredMs: number;
  /** When the service itself answered last; null for never. */
  readonly lastHeardMs: number | null;
  /** True when the last answer was that the payment failed for certain. */
  readonly paymentFailed: boolean;
  /** How the API lists the payout after everything came to rest; null where it does not. */
  readonly listed: PayoutState | null;

  /** How many of its rows, one for each of its keys, are listed in each state. */
  readonly rows: Readonly<Record<PayoutState, number>>;

  /** Charged: the sum of all its entries in its project. */
  readonly entriesMsat: Msat;
  /** The amounts of all charges and of all that gave back, in the order of the ledger. They are paired when the last one is known. */
  readonly charges: readonly Msat[];
  readonly reversals: readonly Msat[];
  /** True when one of its charges was only set aside. */
  readonly setsAside: boolean;
  /** True when one of its entries left less than nothing. */
  readonly overdrawn: boolean;

  /** Settled. */
  readonly settlements: number;
  /** Where answers are the oracle: how many more settlements there may have been than are counted, or how many that are may have been none. */
  readonly openPayments: number;
  /** How many of the settlements are only assumed, because a payout that is left open was charged. */
  readonly assumedSettlements: number;
  /** True where it counts as not paid only because of what the injected timeouts of the target are declared to mean. */
  readonly reliesOnDeclaredTimeouts: boolean;
  /** Payments that the rail took on and had not come to an end with. */
  readonly inFlight: number;
  /** True when nobody has decided the payout yet, so that a charge of it accuses nobody; a doubt says why. */
  readonly undecided: boolean;
  /** True when the API never decided it although the rail, which is ours, has come to an end with it. */
  readonly stuck: boolean;
  /** How many of its charges that no settlement accounts for belong to a row that was never decided, and may still be given back. */
  readonly stuckCharges: number;
  /** What is held beyond the cost, as declared, for a row that was never decided. */
  readonly reservedMsat: Msat;
  /** True when a settlement was not of the amount asked. */
  readonly settledWrongAmount: boolean;

  /** The marks of the API's ids of the payout, as answered and as listed under its first key; -1 for none. */
  readonly answeredId: number;
  readonly listedId: number;
  /** True when one key stood for two payouts, or for one that was not asked. */
  readonly keyBreached: boolean;
}

/** A line that facts are still being entered into. */
export type LineDraft = { -readonly [Key in keyof PayoutLine]: PayoutLine[Key] };

const NONE: readonly Msat[] = [];
const NO_ROWS: PayoutLine["rows"] = { paid: 0, refused: 0, failed: 0, pending: 0, unknown: 0 };

/** The line of a payout at its first sending. */
export function newLine(fact: AttemptSent, project: ProjectAccount): LineDraft {
  const { ppm, atLeastMsat } = project.mayHold;
  return {
    payout: fact.payout,
    project,
    amountMsat: fact.amountMsat,
    costMsat: fact.costMsat,
    mayHoldMsat: Math.max(Math.ceil((fact.amountMsat * ppm) / 1_000_000), atLeastMsat),
    attempts: 0,
    firstSentMs: fact.atMs,
    lastSentMs: fact.atMs,
    requestKept: false,
    requested: false,
    everRequested: false,
    duplicated: false,
    reached: false,
    conclusion: "unknown",
    answers: 0,
    paidAnswers: 0,
    pendingAnswers: 0,
    refusedAnswers: 0,
    unknownAnswers: 0,
    timeoutAnswers: 0,
    clientTimeouts: 0,
    keptRequests: 0,
    unreadable: false,
    lastAnsweredMs: fact.atMs,
    lastHeardMs: null,
    paymentFailed: false,
    listed: null,
    rows: NO_ROWS,
    entriesMsat: 0,
    charges: NONE,
    reversals: NONE,
    setsAside: false,
    openCharges: NONE,
    reversedWrongAmount: false,
    partialRefunds: 0,
    unrefundedMsat: 0,
    excessReversals: 0,
    excessReversalMsat: 0,
    overdrawn: false,
    settlements: 0,
    openPayments: 0,
    assumedSettlements: 0,
    reliesOnDeclaredTimeouts: false,
    inFlight: 0,
    undecided: false,
    stuck: false,
    stuckCharges: 0,
    reservedMsat: 0,
    settledWrongAmount: false,
    answeredId: -1,
    listedId: -1,
    keyBreached: false,
  };
}

/** The share of the drift that the entries of the payout, compared with its settlements, account for. */
export function lineDriftMsat(line: PayoutLine): Msat {
  return line.entriesMsat + line.costMsat * line.settlements;
}

/** Attempts of which the caller does not know what they did: answered with doubt, or never answered. */
export function unknownAttempts(line: PayoutLine): number {
  return line.unknownAnswers + line.attempts - line.answers;
}

/** How many of its rows are still open: pending, or under a word that nobody knows. */
export function openRows({ rows }: PayoutLine): number {
  return rows.pending + rows.unknown;
}

/** Enters one entry of the payout in its own project. */
export function applyEntry(line: LineDraft, effect: EntryEffect, deltaMsat: Msat): void {
  line.reached = true;
  line.entriesMsat += deltaMsat;
  if (effect === "hold") line.setsAside = true;
  if (isReversal(effect, deltaMsat)) line.reversals = line.reversals.concat(deltaMsat);
  // An entry that moves nothing is a remark of the API's own, unless it says that it is a charge.
  else if (deltaMsat !== 0 || effect === "charge") line.charges = line.charges.concat(0 - deltaMsat);
}

/** True for an entry that is meant to reverse a charge, whatever it really does. */
export function isReversal(effect: EntryEffect, deltaMsat: Msat): boolean {
  return effect === "refund" || deltaMsat > 0;
}

/** Enters a settlement at the rail. */
export function applySettlement(line: LineDraft, amountMsat: Msat): void {
  line.settlements += 1;
  line.inFlight -= 1;
  if (amountMsat !== line.amountMsat) line.settledWrongAmount = true;
}

/**
 * Pairs the charges with what reverses them, once all entries are known. What is held beyond the cost for a row that nobody has decided
 * yet, as declared, is no charge: it will be given back whatever becomes of the payout.
 */
export function pairCharges(line: LineDraft): void {
  const { costMsat, mayHoldMsat, setsAside } = line;
  // Whoever says that it only sets money aside, and gives back all that is beyond the cost, has charged nothing wrongly.
  const price = { costMsat, mayHoldMsat: setsAside ? Number.POSITIVE_INFINITY : mayHoldMsat };
  Object.assign(line, pairWithReversals(line.charges, line.reversals, price));
  if (openRows(line) === 0 || line.mayHoldMsat === 0) return;
  const isReserved = (charge: Msat) => charge > line.costMsat && charge <= line.costMsat + line.mayHoldMsat;
  line.reservedMsat = line.openCharges.reduce((sum, one) => (isReserved(one) ? sum + one - line.costMsat : sum), 0);
  line.openCharges = line.openCharges.map((charge) => (isReserved(charge) ? line.costMsat : charge));
}

/**
 * A number that stands for an id (31 bits of FNV-1a), so that comparing ids does not keep a hundred thousand strings alive, each
 * with the page of the journal that it was cut from.
 */
export function markOf(id: string): number {
  let mark = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) mark = Math.imul(mark ^ id.charCodeAt(index), 0x01000193);
  return mark >>> 1;
}
