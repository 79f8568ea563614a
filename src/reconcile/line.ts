import { isHeard } from "../domain/answer.ts";
import type { EntryEffect, PayoutState } from "../domain/books.ts";
import { isOpen } from "../domain/books.ts";
import type { AttemptAnswered, AttemptSent, PayoutRead } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { PayoutNumber, RetryKey } from "../domain/payout.ts";
import type { ProjectAccount } from "./account.ts";
import { isBetter } from "./listed.ts";
import { type Pairing, pair } from "./pairing.ts";

/**
 * One line of the statement: what was asked, answered, charged and settled for one payout, folded from its facts one by one. There
 * are a hundred thousand of these and several facts for each, so a line keeps sums and flags and never a fact.
 */
export interface PayoutLine extends Pairing {
  readonly payout: PayoutNumber;
  readonly project: ProjectAccount;

  /** Asked. */
  readonly amountMsat: Msat;
  /** What one settlement of the payout costs its project. */
  readonly costMsat: Msat;
  readonly attempts: number;
  readonly firstSentMs: number;
  readonly lastSentMs: number;
  /** True when the request of the latest attempt is known never to have reached the API. */
  readonly requestKept: boolean;
  /** True once the node has been asked to pay since the last attempt was sent. */
  readonly asked: boolean;
  /** True when its request was sent twice, so that whoever is refused has heard of one copy only. */
  readonly duplicated: boolean;
  /** True once anything shows that the API has heard of it: an answer, a payment at our node, an entry, a row. */
  readonly reached: boolean;

  /** Answered: what the caller may conclude after all attempts. */
  readonly conclusion: Outcome;
  readonly answers: number;
  /** How many of the answers left open what happened. */
  readonly unknownAnswers: number;
  /** True when an answer reported a success of which nobody can tell what it says. */
  readonly unreadable: boolean;
  /** True when an attempt ended in doubt otherwise than with a payment timeout: no answer at all, or an error nobody planned. */
  readonly unclear: boolean;
  /** True when the caller gave up waiting for one of its answers. */
  readonly gaveUp: boolean;
  /** True once an answer was that the payment timed out at the rail. */
  readonly timedOut: boolean;
  readonly paidSeen: boolean;
  readonly pendingSeen: boolean;
  readonly lastAnsweredMs: number;
  /** True when the last answer was that the payment failed for certain. */
  readonly paymentFailed: boolean;
  /** How the API lists the payout after everything came to rest; null where it does not. */
  readonly listed: PayoutState | null;

  /** How many of its rows, one for each of its keys, are still listed as pending. */
  readonly openRows: number;

  /** Charged: the sum of all its entries in its project. */
  readonly entriesMsat: Msat;
  /** The amounts of all charges and of all that gave back, in the order of the ledger. They are paired when the last one is known. */
  readonly charges: readonly Msat[];
  readonly giveBacks: readonly Msat[];
  /** True when one of its entries left less than nothing. */
  readonly overdrawn: boolean;

  /** Settled. */
  readonly settlements: number;
  /** Payments that the node took on and had not come to an end with. */
  readonly inFlight: number;
  /** True when nobody knows whether the payout was paid, so that a charge of it accuses nobody; a doubt says why. */
  readonly undecided: boolean;
  /** True when the API never decided it although the node, which is ours, has come to an end with it. */
  readonly stuck: boolean;
  /** How many of its charges that no settlement accounts for belong to a row that was never decided, and may still be given back. */
  readonly stuckCharges: number;
  /** True when a settlement was not of the amount asked. */
  readonly settledWrongly: boolean;

  /** The marks of the API's ids of the payout, as answered and as listed under its first key; -1 for none. */
  readonly answeredId: number;
  readonly listedId: number;
  /** True when one key stood for two payouts, or for one that was not asked. */
  readonly keyBreached: boolean;
}

/** A line that facts are still being entered into. */
export type LineDraft = { -readonly [Key in keyof PayoutLine]: PayoutLine[Key] };

const NONE: readonly Msat[] = [];

/** The line of a payout at its first sending. */
export function newLine(fact: AttemptSent, project: ProjectAccount): LineDraft {
  return {
    payout: fact.payout,
    project,
    amountMsat: fact.amountMsat,
    costMsat: fact.costMsat,
    attempts: 0,
    firstSentMs: fact.atMs,
    lastSentMs: fact.atMs,
    requestKept: false,
    asked: false,
    duplicated: false,
    reached: false,
    conclusion: "unknown",
    answers: 0,
    unknownAnswers: 0,
    unreadable: false,
    unclear: false,
    gaveUp: false,
    timedOut: false,
    paidSeen: false,
    pendingSeen: false,
    lastAnsweredMs: fact.atMs,
    paymentFailed: false,
    listed: null,
    openRows: 0,
    entriesMsat: 0,
    charges: NONE,
    giveBacks: NONE,
    openCharges: NONE,
    reversedWrongly: false,
    oddGiveBacks: 0,
    oddGiveBackMsat: 0,
    overdrawn: false,
    settlements: 0,
    inFlight: 0,
    undecided: false,
    stuck: false,
    stuckCharges: 0,
    settledWrongly: false,
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

/** Enters what the client was answered. */
export function answer(line: LineDraft, fact: AttemptAnswered, retryKey: RetryKey): void {
  line.answers += 1;
  line.lastAnsweredMs = Math.max(line.lastAnsweredMs, fact.atMs);
  if (isHeard(fact.reason)) line.reached = true;
  if (isPaymentTimeout(fact)) line.timedOut = true;
  if (fact.reason === "client-timeout") line.gaveUp = true;
  if (fact.outcome === "paid") line.paidSeen = true;
  if (fact.outcome === "pending") line.pendingSeen = true;
  if (fact.outcome === "unknown") line.unknownAnswers += 1;
  if (fact.reason === "unreadable") line.unreadable = true;
  if (fact.outcome === "unknown" && !isPaymentTimeout(fact) && !line.requestKept) line.unclear = true;
  line.paymentFailed = fact.outcome === "refused" && fact.reason === "payment-failed";
  if (retryKey === "same" && fact.payoutId !== "") {
    const id = markOf(fact.payoutId);
    if (line.answeredId !== -1 && line.answeredId !== id) line.keyBreached = true;
    line.answeredId = id;
  }
}

/** True for an answer that says that the payment timed out at the rail. */
export function isPaymentTimeout({ reason }: AttemptAnswered): boolean {
  return reason === "payment-timeout";
}

/** Enters one entry of the payout in its own project. */
export function enter(line: LineDraft, effect: EntryEffect, deltaMsat: Msat): void {
  line.reached = true;
  line.entriesMsat += deltaMsat;
  if (isGiveBack(effect, deltaMsat)) line.giveBacks = line.giveBacks.concat(deltaMsat);
  // An entry that moves nothing is a remark of the API's own, unless it says that it is a charge.
  else if (deltaMsat !== 0 || effect === "charge") line.charges = line.charges.concat(0 - deltaMsat);
}

/** True for an entry that is meant to reverse a charge, whatever it really does. */
export function isGiveBack(effect: EntryEffect, deltaMsat: Msat): boolean {
  return effect === "refund" || deltaMsat > 0;
}

/** Pairs the charges with what reverses them, once all entries are known. */
export function pairCharges(line: LineDraft): void {
  Object.assign(line, pair(line.charges, line.giveBacks, line.costMsat));
}

/** Enters a settlement at the node. */
export function settle(line: LineDraft, amountMsat: Msat): void {
  line.settlements += 1;
  line.inFlight -= 1;
  if (amountMsat !== line.amountMsat) line.settledWrongly = true;
}

/**
 * Enters the state in which the API lists the payout. With one key the last one read counts; with fresh keys a payout has
 * several rows, and the best news among them counts: paid, then still open, then refused. `isNew` is false for a row that was listed before.
 */
export function list(line: LineDraft, fact: PayoutRead, retryKey: RetryKey, isNew: boolean): void {
  const { state } = fact;
  line.reached = true;
  if (retryKey === "same") line.openRows = isOpen(state) ? 1 : 0;
  else if (isOpen(state) && isNew) line.openRows += 1;
  if (retryKey === "same" || line.listed === null || isBetter(state, line.listed)) line.listed = state;
}

/** What the caller of a payout that was taken over may conclude from its row. One that ended in an error tells nothing about the money. */
const concluded = {
  paid: "paid",
  refused: "refused",
  failed: "unknown",
  pending: "pending",
  unknown: "pending",
} as const satisfies Record<PayoutState, Outcome>;

/** What the caller may conclude from all answers. An attempt that was never answered is unknown. */
export function conclude(line: PayoutLine, retryKey: RetryKey): Outcome {
  if (line.paidSeen) return "paid";
  if (line.pendingSeen) return line.listed === null ? "pending" : concluded[line.listed];
  const silent = line.answers < line.attempts;
  // Under one key a certain failure speaks for the payout, and so for the attempts before it.
  if (retryKey === "same" && line.paymentFailed && !silent) return "refused";
  return silent || line.unknownAnswers > 0 ? "unknown" : "refused";
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
