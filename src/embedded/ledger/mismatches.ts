/** How many of the latest entries are checked: those of at least 60,000 payouts. */
export const CHECKED_ENTRIES = 200_000;

/** A charge without a payout may be in progress, but no payment takes as long as this. */
export const ABANDONED_MS = 120_000;
