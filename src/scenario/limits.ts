import { MAX_SEED } from "../domain/random.ts";

/**
 * Everything in a scenario has a limit, so that neither a slip of the finger nor a hostile file can take the machine down. The
 * limits are far above what any honest scenario needs. A flag that overrides a value of the file keeps to the same limits.
 */
export const limits = {
  /** The size of a scenario file in bytes. */
  fileBytes: 256 * 1024,
  /** How many words, marks and line breaks a file may have. */
  yamlLexemes: 50_000,
  /** How deep the YAML may nest; a scenario nests to 6. */
  yamlDepth: 32,
  /** How many values the YAML may hold, also with its aliases unfolded. */
  yamlValues: 5_000,
  /** How many aliases a file may have, what is repeated by an alias counted again. */
  yamlAliases: 64,
  /** How many bases a file may have, one behind the other. */
  bases: 8,
  /** The length of the path of a base. */
  pathLength: 300,
  /** How many values the command line may set, and how long each may be. */
  assignments: 64,
  assignmentLength: 10_000,
  /** How long a text may be that is put together from variables. */
  expandedLength: 1_000,

  nameLength: 60,
  descriptionLength: 500,
  seed: { from: 0, to: MAX_SEED },
  projects: 64,
  /** In sats. There will never be more than 21 million bitcoin. */
  balanceSats: { from: 0, to: 2_100_000_000_000_000 },
  /** In sats; what the payout API takes. */
  amountSats: { from: 1, to: 100_000 },
  amountChoices: 100,

  phases: 32,
  /** Payouts of one phase, and of all phases together. */
  payouts: { from: 1, to: 1_000_000 },
  concurrency: { from: 1, to: 10_000 },
  /** Arrivals of an open phase, in payouts a second. */
  perSecond: 100_000,

  /** How long a load may take, in milliseconds; a run whose load takes longer is stopped like one that was interrupted. */
  loadMs: 1_800_000,
  /** Waits of every kind, in milliseconds. */
  waitMs: { from: 10, to: 600_000 },
  railTimeoutMs: { from: 10, to: 60_000 },
  crashes: 20,
  /** How often a crash point can be passed: no payout passes one more than a few times. */
  occurrence: { from: 1, to: 1_000_000 },
  instances: { from: 1, to: 4 },
  attempts: { from: 1, to: 10 },
  /** In milliseconds. */
  backoffMs: { from: 0, to: 60_000 },

  expressions: 16,
  alerts: 32,
} as const;

/** A range of whole numbers, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
