import type { Balances, ProjectOpening } from "./balances.ts";
import type { Intents } from "./intents.ts";
import type { PayoutRecords } from "./payout-records.ts";

/** Ledger, payouts and intents in one place, so that one transaction can hold all three. */
export interface Store extends Balances, PayoutRecords, Intents {
  /** How often this ledger was begun: 1, and one more with each reset. */
  readonly generation: number;
  /**
   * How many payouts have a charge that does not fit their status, among the latest entries: completed and not charged, or not once; failed
   * and still charged; charged, with nothing remembered of the payout. Whether the node paid, a ledger cannot know.
   */
  mismatches(): Promise<number>;
  /** Makes the projects that do not exist yet. Those that do keep their money. */
  openProjects(projects: readonly ProjectOpening[]): Promise<void>;
  /** Forgets every payout, entry and project, and opens these projects anew. */
  reset(projects: readonly ProjectOpening[]): Promise<void>;
  /** Writes what is still to be written and lets go of the file. */
  close(): Promise<void>;
}
