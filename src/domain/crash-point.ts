import type { Interruption } from "./interruption.ts";

/**
 * The places in the code of the API where it can be interrupted, in the order in which a payout passes them:
 *
 * - `before-charge`: nothing has been written yet.
 * - `after-charge`: the charge or the hold is committed; the node has not been asked.
 * - `after-send`: the node has the payment; its answer is not known yet.
 * - `after-answer`: the node's answer is known but not stored.
 * - `before-refund`: the payment has failed; its charge is about to be refunded.
 * - `after-confirm`: everything is stored; the caller has no answer yet.
 */
export const crashPoints = [
  "before-charge",
  "after-charge",
  "after-send",
  "after-answer",
  "before-refund",
  "after-confirm",
] as const;

/** The name of a crash point. */
export type CrashPoint = (typeof crashPoints)[number];

/**
 * An instance of the API is interrupted when it passes the point for the `occurrence`-th time since its start, or since its previous
 * interruption is over, counted from 1.
 */
export interface PlannedCrash {
  readonly at: CrashPoint;
  readonly occurrence: number;
  readonly how: Interruption;
  /** How long it lasts, or how long a process that it ends stays down. */
  readonly forMs: number;
  /** Which instance, from 1. */
  readonly instance: number;
}
