import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { AttemptSent, OutcomeLearned, PaymentSettled } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import { pairSettled, pairWithReversals } from "./charge-pairing.ts";
import type { ProjectAccount } from "./project-account.ts";

/**
 * One line of the statement: what was asked, answered, charged and settled for one payout. There are a hundred thousand lines with several
 * facts each, so a line keeps sums and flags and never a fact.
 */
export type PayoutLine = Readonly<LineDraft>;

/** A line that facts are still applied to. */
export type LineDraft = Omit<NewLine, Fixed> & Readonly<Pick<NewLine, Fixed>>;

type NewLine = ReturnType<typeof newLine>;

/** What a line begins with and keeps. */
type Fixed = "payout" | "project" | "amountMsat" | "costMsat" | "mayHoldMsat" | "firstSentMs";

/** An attempt whose answer leaves its outcome open, until the caller learns more. */
export interface OpenAttempt {
  readonly attempt: number;
  readonly outcome: "pending" | "unknown";
  readonly reason: AnswerReason;
  /** True if a wire fault kept its request from the API. */
  readonly requestKept: boolean;
  readonly sentMs: number;
  /** Its place in the list of attempt durations. */
  readonly place: number;
  /** What the caller heard when it last asked; null if it has not asked. */
  readonly polled: Outcome | null;
}

const NONE: readonly Msat[] = [];
const NONE_OPEN: readonly OpenAttempt[] = [];
const NOTHING_LEARNED: readonly OutcomeLearned[] = [];
/** The rows of a payout that is not listed. */
export const NO_ROWS: Readonly<Record<PayoutState, number>> = {
  paid: 0,
  refused: 0,
  failed: 0,
  pending: 0,
  unknown: 0,
};

/** What a line begins with. */
export type Sent = Pick<AttemptSent, "payout" | "amountMsat" | "costMsat" | "atMs">;

/** The line of a payout when it is first sent. */
export function newLine({ payout, amountMsat, costMsat, atMs }: Sent, project: ProjectAccount) {
  return {
    payout,
    project,

    // Sent.
    /** The amount that nobody can pay and was asked for; null for an ordinary payout. */
    hostile: null as string | null,
    amountMsat,
    /** What one payment of the payout costs its project. */
    costMsat,
    /** What may be held beyond the cost while the payout is under way, as declared. */
    mayHoldMsat: heldBeyondMsat(project, amountMsat),
    attempts: 0,
    firstSentMs: atMs,
    lastSentMs: atMs,
    /** True if a wire fault kept the request of the latest attempt from the API. */
    requestKept: false,
    /** True once the rail has been asked to pay since the latest attempt was sent. */
    requested: false,
    /** True once the rail has been asked to pay. */
    everRequested: false,
    /** True once the rail held a payment until nobody waited for it, or broke off its answer: the service was not told how that ended. */
    endUntold: false,
    /** True while its latest payment is one that the rail holds. */
    held: false,
    /** True if a request was sent twice, so that a refusal may concern one copy only. */
    duplicated: false,
    /** True once anything shows that the API received it: an answer, a payment at our rail, an entry, a row. */
    reached: false,

    // Answered.
    /** What the caller may conclude after all attempts. */
    conclusion: "unknown" as Outcome,
    answers: 0,
    paidAnswers: 0,
    pendingAnswers: 0,
    refusedAnswers: 0,
    /** Answers that leave the outcome open; the next three are among them. */
    unknownAnswers: 0,
    timeoutAnswers: 0,
    clientTimeouts: 0,
    keptRequests: 0,
    /** True if an answer reported a success without saying what became of the payout. */
    unreadable: false,
    lastAnsweredMs: atMs,
    /** When the service itself last answered; null for never. */
    lastHeardMs: null as number | null,
    /** True if the last answer was a definite failure of the payment. */
    paymentFailed: false,

    // Learned later.
    openAttempts: NONE_OPEN,
    /** What was learned about an attempt before its answer; it is applied with the answer. */
    learnedEarly: NOTHING_LEARNED,
    /** True if an answer reported a payment timeout, whatever was learned since. */
    timedOut: false,
    /** The `paidAnswers` and refusals that only a callback tells of. */
    paidByCallback: 0,
    refusedByCallback: 0,
    /** The attempts, as bits, that callbacks called paid, and refused. */
    calledPaid: 0,
    calledRefused: 0,
    /** True if an answer, or a look-up that found it, left open what the service knew: its payment had ended before. */
    leftOpenAfterEnd: false,
    /** True if its caller was to look it up before a retry, and could not. */
    notLookedUp: false,
    /** True if a callback said nothing that is understood. */
    calledUnknown: false,
    /** True if an answer to a poll called the payout refused, or an answer did that is contradicted now. */
    saidRefused: false,
    /** True if the service called the same payout paid and refused. */
    contradicted: false,

    // Listed after the drain.
    /** The state of the payout; null if it is not listed. */
    listed: null as PayoutState | null,
    /** The number of its rows, one per key, in each state. */
    rows: NO_ROWS,

    // Charged.
    /** The sum of its entries in its project. */
    entriesMsat: 0,
    /** What was charged and what was given back, in the order of the ledger. They are paired once all are known. */
    charges: NONE,
    reversals: NONE,
    /** True if one of its charges was a hold. */
    setsAside: false,
    // A `Pairing`, spelled out because a spread would make these objects slower and larger.
    openCharges: NONE,
    reversedWrongAmount: false,
    partialRefunds: 0,
    unrefundedMsat: 0,
    excessReversals: 0,
    excessReversalMsat: 0,
    /** How many refunds lack exactly the fee, where the service is declared to keep it. */
    keptFees: 0,
    /** What its failures cost by that rule, the part of it that no refund kept, and what may have been kept beyond it. */
    keptMsat: 0,
    keptDueMsat: 0,
    keptOpenMsat: 0,
    /** True if one of its entries left the balance below zero. */
    overdrawn: false,

    // Settled.
    settlements: 0,
    /** What its settlements cost beyond that: the fees of their routes that the service passes on, each above 0. */
    routingFees: NONE,
    /** The part of these that no charge shows. */
    routingDueMsat: 0,
    /** If answers are the oracle: payments that may or may not have been made. */
    openPayments: 0,
    /** The settlements that are only assumed, because an open payment was charged. */
    assumedSettlements: 0,
    /** True if it counts as not paid only because of what the target's injected timeouts are declared to mean. */
    reliesOnDeclaredTimeouts: false,
    /** Payments that failed at the rail. */
    failures: 0,
    /** Payments that the rail has accepted and not finished. */
    inFlight: 0,
    /** True if its end is not known, so that its charge is no finding; a doubt says why. */
    undecided: false,
    /** True if our rail is done with it, but the API never resolved it. */
    stuck: false,
    /** The charges without a settlement that belong to rows that were never resolved, and may still be given back. */
    stuckCharges: 0,
    /** What is held beyond the cost for such rows. */
    reservedMsat: 0,
    /** True if a settlement was not of the amount asked. */
    settledWrongAmount: false,

    // Its ids at the API, as marks: answered, and listed under its first key. -1 for none.
    answeredId: -1,
    listedId: -1,
    /** True if one key stood for two payouts, or for another body. */
    keyBreached: false,
  };
}

/** What may be held beyond the cost of a payout of this amount, as declared. */
export function heldBeyondMsat({ mayHold: { ppm, atLeastMsat } }: ProjectAccount, amountMsat: Msat): Msat {
  return Math.max(Math.ceil((amountMsat * ppm) / 1_000_000), atLeastMsat);
}

/** What its settlements cost its project. */
export function settledCostMsat(line: PayoutLine): Msat {
  return line.costMsat * line.settlements + sum(line.routingFees);
}

/** What it costs its project by the rules of the service: its settlements, and the fees of its failures where those are kept. */
export function dueMsat(line: PayoutLine): Msat {
  return settledCostMsat(line) + line.keptMsat;
}

/** The part of the drift that this payout explains: its entries against what it costs. */
export function lineDriftMsat(line: PayoutLine): Msat {
  return line.entriesMsat + dueMsat(line);
}

/** The finding that counts the routing fees which no charge shows. */
export function routingFinding(line: PayoutLine): "paid-not-charged" | "double-paid" | "wrong-amount" {
  const charges = line.openCharges.length;
  if (charges === 0) return "paid-not-charged";
  return line.settlements > charges ? "double-paid" : "wrong-amount";
}

/** What one of its settlements costs at most. */
export function fullCostMsat({ costMsat, routingFees }: PayoutLine): Msat {
  return costMsat + Math.max(0, ...routingFees);
}

function sum(all: readonly Msat[]): Msat {
  return all.reduce((total, msat) => total + msat, 0);
}

/** Attempts that were not answered, or not clearly. */
export function unknownAttempts(line: PayoutLine): number {
  return line.unknownAnswers + line.attempts - line.answers;
}

/** The number of its rows that are still open: pending, or under an unknown word. */
export function openRows({ rows }: PayoutLine): number {
  return rows.pending + rows.unknown;
}

/** Applies an entry of the payout in its own project. */
export function applyEntry(line: LineDraft, effect: EntryEffect, deltaMsat: Msat): void {
  line.reached = true;
  line.entriesMsat += deltaMsat;
  if (effect === "hold") line.setsAside = true;
  if (isReversal(effect, deltaMsat)) line.reversals = line.reversals.concat(deltaMsat);
  // An entry of 0 is a remark, unless it is called a charge.
  else if (deltaMsat !== 0 || effect === "charge") line.charges = line.charges.concat(0 - deltaMsat);
}

/** True for an entry that is meant to reverse a charge. */
export function isReversal(effect: EntryEffect, deltaMsat: Msat): boolean {
  return effect === "refund" || deltaMsat > 0;
}

/** Applies a settlement at the rail. */
export function applySettlement(line: LineDraft, { amountMsat, passedOnMsat }: PaymentSettled): void {
  line.settlements += 1;
  line.inFlight -= 1;
  if (passedOnMsat !== 0) line.routingFees = line.routingFees.concat(passedOnMsat);
  if (amountMsat !== line.amountMsat) line.settledWrongAmount = true;
}

/** What was charged and given back, with refunds that lack a fee which is kept completed, and how many these are. */
export interface Movements {
  readonly charges: readonly Msat[];
  readonly reversals: readonly Msat[];
  readonly keptFees: number;
}

/** Pairs charges with reversals. What an open row holds beyond the cost, as declared, is not a charge: it will be given back. */
export function pairCharges(line: LineDraft, { charges, reversals, keptFees }: Movements): void {
  const { costMsat, mayHoldMsat, setsAside } = line;
  line.keptFees = keptFees;
  // Nearly every payout was charged its cost or nothing, which is an open charge or none.
  const isPlain = charges.length === 0 || (charges.length === 1 && charges[0] === costMsat);
  if (isPlain && reversals.length === 0 && line.routingFees.length === 0) {
    line.openCharges = charges;
    return;
  }
  // A service that holds money first may hold any amount, if it gives back what is beyond the cost.
  const price = { costMsat, mayHoldMsat: setsAside ? Number.POSITIVE_INFINITY : mayHoldMsat };
  if (line.settlements === 0) Object.assign(line, pairWithReversals(charges, reversals, price));
  else Object.assign(line, pairSettled(charges, reversals, price, line));
  if (openRows(line) === 0 || line.mayHoldMsat === 0) return;
  const isReserved = (charge: Msat) => charge > line.costMsat && charge <= line.costMsat + line.mayHoldMsat;
  line.reservedMsat = line.openCharges.reduce((sum, one) => (isReserved(one) ? sum + one - line.costMsat : sum), 0);
  line.openCharges = line.openCharges.map((charge) => (isReserved(charge) ? line.costMsat : charge));
}

/** A 31-bit hash of an id (FNV-1a), because a hundred thousand strings would each keep alive the journal page they were cut from. */
export function markOf(id: string): number {
  let mark = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) mark = Math.imul(mark ^ id.charCodeAt(index), 0x01000193);
  return mark >>> 1;
}
