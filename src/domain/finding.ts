import type { Sats } from "./money.ts";

/** Every kind of bad news about money, in the order in which reports list them. */
export const findingKinds = [
  "charged-not-paid",
  "paid-not-charged",
  "double-paid",
  "double-charged",
  "wrong-amount",
  "false-refusal",
  "false-success",
  "overdraft",
  "unexplained-change",
  "impossible-balance",
  "key-breach",
  "stuck-pending",
] as const;

/** One kind of bad news about money. */
export type FindingKind = (typeof findingKinds)[number];

/** One payout told in order: what was asked, charged, settled and answered, as short phrases. */
export interface Example {
  /** The idempotency key of the payout, or the id of the project where no payout explains the finding. */
  readonly key: string;
  readonly story: readonly string[];
}

/** All findings of one kind in one run. */
export interface Finding {
  readonly kind: FindingKind;
  /** How many payouts it concerns. 0 when a balance moved and no payout explains it. */
  readonly payouts: number;
  /** Its share of the drift, signed: the shares of all findings of a run add up to the drift. */
  readonly sats: Sats;
  /** The same share, project by project. */
  readonly projects: readonly { readonly projectId: string; readonly payouts: number; readonly sats: Sats }[];
  /** The first, the worst and the last payout concerned, without repetition; or, where all were asked for, as many as are told. */
  readonly examples: readonly Example[];
}
