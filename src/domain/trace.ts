import type { Msat } from "./money.ts";
import type { Outcome } from "./outcome.ts";
import type { PayoutNumber } from "./payout.ts";
import type { EventName } from "./schedule.ts";

/** Where the events of a history happen, from left to right. */
export const lanes = ["client", "service", "ledger", "rail", "worker"] as const;

/** Where an event happens. */
export type Lane = (typeof lanes)[number];

/** One event of a history, as it is shown to people: at most a dozen of them tell how a sat was lost. */
export interface TraceEvent {
  /** In milliseconds since the start of the run. */
  readonly atMs: number;
  /** Who does it. What the ledger does, it does for the service or for its worker, so it is a message from there. */
  readonly lane: Lane;
  /** Where it goes, for a message; null for what happens in one place. */
  readonly to: Lane | null;
  /** Null for what is about no payout, such as the death of a process. */
  readonly payout: PayoutNumber | null;
  readonly what: TraceKind;
  /** In a few words, without a subject: `refunds 1,020`, `504 PAYMENT_TIMEOUT`, `settles`. */
  readonly text: string;
  /** The available balance after an entry of the ledger; null for any other event. */
  readonly balanceMsat: Msat | null;
  /** The change of the balance by an entry of the ledger; null for any other event. */
  readonly deltaMsat: Msat | null;
  /** Whose balance it is. */
  readonly projectId?: string | undefined;
  /** What was asked for, or paid. */
  readonly amountMsat?: Msat | undefined;
  /** What the caller may conclude from an answer or a callback. */
  readonly outcome?: Outcome | undefined;
  /** What the service learns of its payment: from the answer of the rail, a look-up or a webhook. */
  readonly state?: ToldState | undefined;
  /** The process that does it, or that hears of it, where several may: `api2`. */
  readonly instance?: string | undefined;
  /** By what name a schedule holds it back, under virtual time. */
  readonly turn?: EventName | undefined;
}

/** The state of a payment, as the service is told. `absent`: the rail does not know it. `unknown`: there was no answer. */
export type ToldState = "settled" | "failed" | "in-flight" | "absent" | "unknown";

/**
 * What an event is, for whoever puts a contradiction into words. `recorded`: the ledger writes down how a payout ended, and moves no money.
 * `payment-abandoned`: the service hangs up, or its time is up. `taken`: the worker takes a payout. `put-back`: it leaves the payout for later, or to a person. `told`: an answer of the rail, a webhook or a
 * callback.
 */
export type TraceKind =
  | "sent"
  | "answered"
  | "charged"
  | "refunded"
  | "held"
  | "released"
  | "confirmed"
  | "restored"
  | "recorded"
  | "payment-received"
  | "payment-rejected"
  | "payment-settled"
  | "payment-failed"
  | "payment-abandoned"
  | "looked-up"
  | "taken"
  | "put-back"
  | "told"
  | "crashed"
  | "restarted"
  | "other";
