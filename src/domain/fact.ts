import type { EntryEffect, PayoutState } from "./books.ts";
import type { Delivery } from "./fault.ts";
import type { Msat } from "./money.ts";
import type { AnswerReason, Outcome } from "./outcome.ts";
import type { PayoutNumber } from "./payout.ts";
import type { RunStarted } from "./run-started.ts";
import type { Unfinished } from "./unfinished.ts";

/**
 * A fact is one thing that happened, seen by one of the three observers: the client (what was answered), the books (what was
 * charged) and the rail (what was paid). The engine writes facts and judges nothing; reconciliation reads facts and nothing
 * else. All facts of a run in order are its journal, and a journal alone is enough to judge the run again.
 *
 * Facts carry meaning: what an answer means, what an entry did, what state a payout is in, what a payout costs. The word that the service
 * used stands beside it, for the timeline and for nothing else, so that whoever judges knows no status code, path or fee rule.
 *
 * `atMs` is milliseconds since the start of the run. `payout` is null where the payout is not one of this run's.
 */
export type Fact =
  | RunStarted
  | PhaseEnded
  | AttemptSent
  | AttemptAnswered
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
  | Interrupted
  | RunEnded;

/** Every payout of a phase has its last answer. */
export interface PhaseEnded {
  readonly kind: "phase-ended";
  readonly atMs: number;
  readonly phase: string;
  readonly payouts: number;
  /** The declared concurrency; null for an open phase, where arrivals do not wait. */
  readonly concurrency: number | null;
  /** The most attempts that were in flight at one moment. */
  readonly mostInFlight: number;
}

/** The client sent an attempt. */
export interface AttemptSent {
  readonly kind: "attempt-sent";
  readonly atMs: number;
  readonly payout: PayoutNumber;
  /** From 1. */
  readonly attempt: number;
  readonly projectId: string;
  readonly amountMsat: Msat;
  /** What the payout takes from its balance when it is paid: amount and fee, by the fee rule of the service. */
  readonly costMsat: Msat;
}

/** The client has an answer, or has given up waiting for one. */
export interface AttemptAnswered {
  readonly kind: "attempt-answered";
  readonly atMs: number;
  readonly payout: PayoutNumber;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
  /** The HTTP status, to be shown; 0 where there was no answer. */
  readonly status: number;
  /** The error code of the service, or of the connection where there was no answer (`ECONNRESET`), to be shown; "" for none. */
  readonly code: string;
  /** The API's id of the payout, kept where it can contradict another: for attempts of a payout that has several; else "". */
  readonly payoutId: string;
}

/** The node was asked to pay. */
export interface PaymentReceived {
  readonly kind: "payment-received";
  readonly atMs: number;
  readonly payout: PayoutNumber | null;
  readonly amountMsat: Msat;
  /** The payment fault that the plan has for it; `settle` for none. */
  readonly fault: string;
}

/** The node refused a payment because of its hash: `in-transition`, `already-paid`. */
export interface PaymentRejected {
  readonly kind: "payment-rejected";
  readonly atMs: number;
  readonly payout: PayoutNumber | null;
  readonly reason: string;
}

/** The API disconnected while the node still held the payment: an attempt that timed out at the node. */
export interface PaymentAbandoned {
  readonly kind: "payment-abandoned";
  readonly atMs: number;
  readonly payout: PayoutNumber | null;
}

/** The node paid: the truth. */
export interface PaymentSettled {
  readonly kind: "payment-settled";
  readonly atMs: number;
  readonly payout: PayoutNumber | null;
  readonly amountMsat: Msat;
}

/** The node did not pay, and will not pay for this attempt. */
export interface PaymentFailed {
  readonly kind: "payment-failed";
  readonly atMs: number;
  readonly payout: PayoutNumber | null;
}

/** A declared fault did what it is named for. */
export interface FaultFired {
  readonly kind: "fault-fired";
  readonly atMs: number;
  readonly payout: PayoutNumber | null;
  readonly fault: string;
  /** What became of the request, for a fault on the wire; null for any other. */
  readonly delivered: Delivery | null;
}

/** What the API says a project holds, before the load (`opening`), during it, and after everything came to rest (`final`). */
export interface BalanceRead {
  readonly kind: "balance-read";
  /** When it was answered. */
  readonly atMs: number;
  /** When it was asked: the balance is that of some moment between the two. */
  readonly askedAtMs: number;
  readonly projectId: string;
  readonly when: "opening" | "during" | "final";
  /** What is available. */
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
}

/** One entry of the API's append-only ledger, read after everything came to rest. Entries from before the run are no facts. */
export interface EntryRead {
  readonly kind: "entry-read";
  readonly atMs: number;
  readonly projectId: string;
  readonly entryId: string;
  readonly payout: PayoutNumber | null;
  /** True where it names the key of a payout that somebody else asked for, or an earlier run. */
  readonly isOfOthers: boolean;
  readonly effect: EntryEffect;
  /** The word of the service for it, to be shown. */
  readonly word: string;
  /** Signed: a charge is negative. */
  readonly deltaMsat: Msat;
  /** The balance that the entry left behind; null where the API does not tell. */
  readonly balanceAfterMsat: Msat | null;
  /** When the ledger made the entry, in milliseconds since the start of the run; null where the API does not tell. */
  readonly enteredAtMs: number | null;
}

/** One payout as the API lists it, read after everything came to rest. */
export interface PayoutRead {
  readonly kind: "payout-read";
  readonly atMs: number;
  readonly projectId: string;
  readonly payout: PayoutNumber | null;
  readonly payoutId: string;
  /** The idempotency key as the API lists it; "" for none. */
  readonly key: string;
  readonly state: PayoutState;
  /** The word of the service for it, to be shown. */
  readonly word: string;
  readonly amountMsat: Msat;
}

/** Something that had to be read could not be read, so nothing rests on it. */
export interface ReadFailed {
  readonly kind: "read-failed";
  readonly atMs: number;
  readonly what: "balance" | "entries" | "payouts";
  readonly projectId: string;
  readonly reason: string;
  /** True where the target does not offer this call at all, so that findings are attributed without it. */
  readonly absent: boolean;
}

/** The faults were cleared, and every payout had time to reach a terminal state. */
export interface Drained {
  readonly kind: "drained";
  readonly atMs: number;
  /** What was still open; empty when nothing was. */
  readonly unfinished: readonly Unfinished[];
}

/** The embedded API exited unexpectedly. */
export interface ApiExited {
  readonly kind: "api-exited";
  readonly atMs: number;
  readonly reason: string;
}

/** A planned crash: an instance of the embedded API was killed with SIGKILL at a crash point. */
export interface ApiCrashed {
  readonly kind: "api-crashed";
  readonly atMs: number;
  /** The crash point: `after-charge`. */
  readonly point: string;
  /** Which instance it was, from 1. */
  readonly instance: number;
}

/** The instance that had crashed listens again, on the same ledger file. */
export interface ApiRestarted {
  readonly kind: "api-restarted";
  readonly atMs: number;
  readonly instance: number;
}

/** The run was stopped before its load was complete: from outside, by a signal, or by its own limit of time. */
export interface Interrupted {
  readonly kind: "interrupted";
  readonly atMs: number;
  /** The name of the signal; null where the limit of time cut the run. */
  readonly signal: string | null;
  /** The limit of time, in milliseconds, where it cut the run; else null. */
  readonly limitMs: number | null;
}

/** The last fact. A journal without it is that of a run that did not end. */
export interface RunEnded {
  readonly kind: "run-ended";
  readonly atMs: number;
}
