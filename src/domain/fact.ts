import type { EntryEffect, PayoutState } from "./books.ts";
import type { Delivery } from "./fault.ts";
import type { Interruption } from "./interruption.ts";
import type { Msat } from "./money.ts";
import type { AnswerReason, LearningWay, Outcome } from "./outcome.ts";
import type { PayoutNumber } from "./payout.ts";
import type { RunStarted } from "./run-started.ts";
import type { Unfinished } from "./unfinished.ts";

/**
 * A fact is one thing that happened, seen by one of three observers: the client (answers), the books (charges) or the rail (payments). The
 * engine writes facts and judges nothing; reconciliation reads nothing else. All facts of a run in order are its journal, and the journal
 * alone is enough to judge the run again.
 *
 * Facts carry meanings, so the judge knows no status code, path or fee rule. The service's own words are kept for the timeline only.
 */
export type Fact =
  | RunStarted
  | PhaseEnded
  | AttemptSent
  | AttemptAnswered
  | OutcomeLearned
  | PaymentReceived
  | PaymentRejected
  | PaymentAbandoned
  | PaymentSettled
  | PaymentFailed
  | FaultFired
  | BalanceRead
  | EntryRead
  | PayoutRead
  | ReadFailed
  | Drained
  | ApiExited
  | ApiCrashed
  | ApiRestarted
  | TurnLost
  | Interrupted
  | RunEnded;

interface Happened<Kind extends string> {
  readonly kind: Kind;
  /** In milliseconds since the start of the run. */
  readonly atMs: number;
}

interface OfPayout<Kind extends string> extends Happened<Kind> {
  /** Null for a payout of another run or of others. */
  readonly payout: PayoutNumber | null;
}

interface OfAttempt<Kind extends string> extends Happened<Kind> {
  readonly payout: PayoutNumber;
  /** From 1. */
  readonly attempt: number;
}

/** Every payout of a phase has its last answer. */
export interface PhaseEnded extends Happened<"phase-ended"> {
  readonly phase: string;
  readonly payouts: number;
  /** The declared concurrency; null for an open phase, where arrivals do not wait. */
  readonly concurrency: number | null;
  /** The most attempts that were in flight at one moment. */
  readonly mostInFlight: number;
}

/** The client sent an attempt. */
export interface AttemptSent extends OfAttempt<"attempt-sent"> {
  readonly projectId: string;
  readonly amountMsat: Msat;
  /** What one payment of the payout costs: amount and fee, by the fee rule of the service. */
  readonly costMsat: Msat;
}

/** The client has an answer, or has given up waiting for one. */
export interface AttemptAnswered extends OfAttempt<"attempt-answered"> {
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
  /** The HTTP status, for display; 0 if there was no answer. */
  readonly status: number;
  /** The error code of the service, or of the connection (`ECONNRESET`), for display; "" for none. */
  readonly code: string;
  /** The API's id of the payout, kept only for a payout with several attempts, where it can contradict another id; else "". */
  readonly payoutId: string;
}

/**
 * The caller learned later how an attempt stands: it asked again (`poll`), or the service told it (`callback`). Where the first answer left it
 * open, the attempt ends with the first of these that is final.
 */
export interface OutcomeLearned extends OfAttempt<"outcome-learned"> {
  readonly by: LearningWay;
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
  /** The HTTP status; 0 for a callback, and if there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly payoutId: string;
}

/** The node was asked to pay. */
export interface PaymentReceived extends OfPayout<"payment-received"> {
  readonly amountMsat: Msat;
  /** The payment fault that the plan has for it; `settle` for none. */
  readonly fault: string;
}

/** The node refused a payment because of its hash: `in-transition`, `already-paid`. */
export interface PaymentRejected extends OfPayout<"payment-rejected"> {
  readonly reason: string;
}

/** The API disconnected, or the time that it allows was up, while the node held the payment: an attempt that timed out at the node. */
export type PaymentAbandoned = OfPayout<"payment-abandoned">;

/** The node paid: the truth. */
export interface PaymentSettled extends OfPayout<"payment-settled"> {
  readonly amountMsat: Msat;
  /** What the service charges to the account for the route, by its fee rule; 0 where it absorbs the routing fee. */
  readonly passedOnMsat: Msat;
}

/** The node did not pay, and will not pay for this attempt. */
export type PaymentFailed = OfPayout<"payment-failed">;

/** A declared fault happened. */
export interface FaultFired extends OfPayout<"fault-fired"> {
  readonly fault: string;
  /** What a wire fault did to the request; null for any other fault. */
  readonly delivered: Delivery | null;
}

/** What the API says a project holds, before the load (`opening`), during it, and after the drain (`final`). */
export interface BalanceRead extends Happened<"balance-read"> {
  /** When the read was sent; `atMs` is when it was answered. The balance is from some moment in between. */
  readonly askedAtMs: number;
  readonly projectId: string;
  readonly when: "opening" | "during" | "final";
  /** What is available. */
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
}

/** One entry of the API's append-only ledger, read after the drain. Entries from before the run are not recorded. */
export interface EntryRead extends OfPayout<"entry-read"> {
  readonly projectId: string;
  readonly entryId: string;
  /** True if it names the key of a payout of others or of an earlier run. */
  readonly isOfOthers: boolean;
  readonly effect: EntryEffect;
  /** The service's word for it, for display. */
  readonly word: string;
  /** Signed: a charge is negative. */
  readonly deltaMsat: Msat;
  /** The balance after the entry; null if the API does not tell. */
  readonly balanceAfterMsat: Msat | null;
  /** When the ledger made the entry, in milliseconds since the start of the run; null if the API does not tell. */
  readonly enteredAtMs: number | null;
}

/** One payout as the API lists it after the drain. */
export interface PayoutRead extends OfPayout<"payout-read"> {
  readonly projectId: string;
  readonly payoutId: string;
  /** The idempotency key as the API lists it; "" for none. */
  readonly key: string;
  readonly state: PayoutState;
  /** The service's word for it, for display. */
  readonly word: string;
  /** Null where the list does not tell. */
  readonly amountMsat: Msat | null;
}

/** A read of the service failed. */
export interface ReadFailed extends Happened<"read-failed"> {
  readonly what: "balance" | "entries" | "payouts";
  readonly projectId: string;
  readonly reason: string;
  /** True if the target does not offer this call at all. */
  readonly absent: boolean;
}

/** The faults were cleared, and every payout had time to reach a terminal state. */
export interface Drained extends Happened<"drained"> {
  /** What was still open; empty when nothing was. */
  readonly unfinished: readonly Unfinished[];
}

/** The embedded API exited unexpectedly. */
export interface ApiExited extends Happened<"api-exited"> {
  readonly reason: string;
}

/** A planned crash: an instance was killed, terminated or paused, at a crash point of the embedded API or at a moment seen from outside. */
export interface ApiCrashed extends Happened<"api-crashed"> {
  /** The crash point or the moment: `after-charge`, `payment-received`. */
  readonly point: string;
  readonly how: Interruption;
  /** From 1. */
  readonly instance: number;
}

/** The crashed instance listens again, or goes on after its pause. */
export interface ApiRestarted extends Happened<"api-restarted"> {
  readonly instance: number;
}

/** An event at our ends of the service happened before its turn in the order that the scenario lists: it had waited for as long as it may. */
export interface TurnLost extends Happened<"turn-lost"> {
  /** The name of the event. */
  readonly event: string;
  /** The first that is listed before it and had not happened. */
  readonly before: string;
  readonly waitedMs: number;
}

/** The run was stopped before its load was complete, either by a signal or by its time limit; the other one is null. */
export interface Interrupted extends Happened<"interrupted"> {
  readonly signal: string | null;
  readonly limitMs: number | null;
}

/** The last fact. Without it the journal is incomplete. */
export type RunEnded = Happened<"run-ended">;
