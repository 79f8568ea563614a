import type { Msat } from "./money.ts";

/** Every kind of finding, in the order of reports. */
export const findingKinds = [
  "charged-not-paid",
  "paid-not-charged",
  "double-paid",
  "double-charged",
  "wrong-amount",
  "partly-refunded",
  "false-refusal",
  "false-success",
  "false-callback",
  "accepted-and-lost",
  "invalid-accepted",
  "overdraft",
  "unexplained-change",
  "impossible-balance",
  "key-breach",
  "stuck-pending",
] as const;

/** A kind of finding. */
export type FindingKind = (typeof findingKinds)[number];

/** Who saw an event: the client (answers), the ledger (charges) or the node (payments). */
export type Observer = "client" | "ledger" | "node";

/** Something that happened to a payout, or never did. */
export interface TimelineEvent {
  /** In milliseconds since the start of the run, by the observer's clock; null if unknown or if it never happened. */
  readonly atMs: number | null;
  /** Null if it comes from no single observer. */
  readonly by: Observer | null;
  /** A short phrase without the time. */
  readonly text: string;
}

/** The timeline of one payout, in order of cause and effect. */
export interface Example {
  /** The idempotency key of the payout, or the project id if no payout explains the finding. */
  readonly key: string;
  /** Short phrases with their times; `events` has the same as data. */
  readonly timeline: readonly string[];
  readonly events: readonly TimelineEvent[];
}

/** All findings of one kind in one run. */
export interface Finding {
  readonly kind: FindingKind;
  /** How many payouts it concerns; 0 if no payout explains it. */
  readonly payouts: number;
  /** Its share of the drift, signed: the shares of all findings of a run add up to the drift. */
  readonly msat: Msat;
  /** The same share, project by project. */
  readonly projects: readonly { readonly projectId: string; readonly payouts: number; readonly msat: Msat }[];
  /** The first, the worst and the last payout, or all of them up to a limit. */
  readonly examples: readonly Example[];
}
