import { MAX_SEED } from "../domain/random.ts";

/**
 * Everything in a scenario has a limit, so that neither a typo nor a hostile file can take the machine down. Flags keep to them too. Those of
 * any YAML file are in document/limits.ts.
 */
export const limits = {
  /** Files in a chain of `extends`. */
  bases: 8,
  /** Characters of the path in `extends`. */
  pathLength: 300,
  /** How often `--set` may be given, and the characters of each. */
  assignments: 64,
  assignmentLength: 10_000,
  /** Characters of a text with its variables expanded. */
  expandedLength: 1_000,

  seed: { from: 0, to: MAX_SEED },
  projects: 64,
  /** In sats: 40,000 bitcoins, of which every msat is exact in a JavaScript number of sats. */
  balanceSats: { from: 0, to: 4_000_000_000_000 },
  /** In sats; the range of the payout API. */
  amountSats: { from: 0.001, to: 100_000 },
  /** A part of a fee, in sats. */
  feeSats: { from: 0, to: 100_000 },
  amountChoices: 100,

  phases: 32,
  /** Payouts of one phase, and of all phases together. */
  payouts: { from: 1, to: 1_000_000 },
  concurrency: { from: 1, to: 10_000 },
  /** Arrivals of an open phase, in payouts a second. */
  perSecond: 100_000,

  /** The whole load, in milliseconds; a longer one is stopped as if interrupted. */
  loadMs: 1_800_000,
  /** Waits of any kind, in milliseconds. */
  waitMs: { from: 10, to: 600_000 },
  railTimeoutMs: { from: 10, to: 60_000 },
  recheckAfterMs: { from: 1, to: 60_000 },
  crashes: 20,
  /** Events of an order. */
  orderedEvents: 64,
  occurrence: { from: 1, to: 1_000_000 },
  /** Events that are held back in virtual time, and for how long, in milliseconds. */
  lateEvents: 1_000,
  lateMs: { from: 0.001, to: 600_000 },
  instances: { from: 1, to: 4 },
  attempts: { from: 1, to: 10 },
  /** In milliseconds. */
  backoffMs: { from: 0, to: 60_000 },

  expressions: 16,
  alerts: 32,
} as const;
