import type { Msat } from "./money.ts";
import type { PayoutNumber } from "./payout.ts";

/** Where the events of a history happen, from left to right. */
export const lanes = ["client", "service", "ledger", "rail", "worker"] as const;

/** Where an event happens. */
export type Lane = (typeof lanes)[number];

/** One event of a history, as it is shown to people: at most a dozen of them tell how a sat was lost. */
export interface TraceEvent {
  /** In milliseconds since the start of the run. */
  readonly atMs: number;
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
}

/** What an event is, for whoever puts a contradiction into words. */
export type TraceKind =
  | "sent"
  | "answered"
  | "charged"
  | "refunded"
  | "held"
  | "released"
  | "confirmed"
  | "restored"
  | "payment-received"
  | "payment-rejected"
  | "payment-settled"
  | "payment-failed"
  | "payment-abandoned"
  | "looked-up"
  | "taken"
  | "told"
  | "crashed"
  | "restarted"
  | "other";
