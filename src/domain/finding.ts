import type { Msat } from "./money.ts";

/** Every kind of bad news about money, in the order in which reports list them. */
export const findingKinds = [
  "charged-not-paid",
  "paid-not-charged",
  "double-paid",
  "double-charged",
  "wrong-amount",
  "partly-refunded",
  "false-refusal",
  "false-success",
  "accepted-and-lost",
  "overdraft",
  "unexplained-change",
  "impossible-balance",
  "key-breach",
  "stuck-pending",
] as const;

/** One kind of bad news about money. */
export type FindingKind = (typeof findingKinds)[number];

/** Who saw something: the client (what was answered), the ledger (what was charged) or the node (what was paid). */
export type Observer = "client" | "ledger" | "node";

/** One thing that happened to a payout, or never did. */
export interface TimelineEvent {
  /** In milliseconds since the start of the run, by the observer's own clock; null where nobody knows, and for what never happened. */
  readonly atMs: number | null;
  /** Null where it is no single observer who tells it. */
  readonly by: Observer | null;
  /** A short phrase without the time. */
  readonly text: string;
}

/** The timeline of one payout, in order of cause and effect: what was sent, charged, settled and answered. */
export interface Example {
  /** The idempotency key of the payout, or the id of the project where no payout explains the finding. */
  readonly key: string;
  /** As short phrases with their times. */
  readonly timeline: readonly string[];
  /** The same, phrase by phrase, with who saw it and when. */
  readonly events: readonly TimelineEvent[];
}

/** All findings of one kind in one run. */
export interface Finding {
  readonly kind: FindingKind;
  /** How many payouts it concerns. 0 when a balance moved and no payout explains it. */
  readonly payouts: number;
  /** Its share of the drift, signed: the shares of all findings of a run add up to the drift. */
  readonly msat: Msat;
  /** The same share, project by project. */
  readonly projects: readonly { readonly projectId: string; readonly payouts: number; readonly msat: Msat }[];
  /** The first, the worst and the last payout concerned, without repetition; or, where all were asked for, as many as are told. */
  readonly examples: readonly Example[];
}
