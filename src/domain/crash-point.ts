/**
 * The named places at which the API process can be killed, in the order in which a payout passes them:
 *
 * - `before-charge`: nothing has been written yet.
 * - `after-charge`: the charge, or the hold, is committed; the node has not been asked.
 * - `after-send`: the node has the payment; its answer is not known yet.
 * - `after-answer`: the answer of the node is known and not recorded.
 * - `before-refund`: the payment has failed, and its charge is about to be given back.
 * - `after-confirm`: everything is recorded, and the caller has not been told.
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

/** The API is killed when it passes the point for the `occurrence`-th time since it was started, counted from 1. */
export interface PlannedCrash {
  readonly at: CrashPoint;
  readonly occurrence: number;
}
