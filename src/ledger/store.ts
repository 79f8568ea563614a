import type { Intents } from "./intents.ts";
import type { Ledger, ProjectOpening } from "./ledger.ts";
import type { PayoutRecords } from "./payout-records.ts";

/** Ledger, payouts and intents in one place, so that one transaction can hold all three. */
export interface Store extends Ledger, PayoutRecords, Intents {
  /** How often this ledger was begun: 1, and one more with each reset. */
  readonly generation: number;
  /** Makes the projects that do not exist yet. Those that do keep their money. */
  openProjects(projects: readonly ProjectOpening[]): Promise<void>;
  /** Forgets every payout, entry and project, and opens these projects anew. */
  reset(projects: readonly ProjectOpening[]): Promise<void>;
  /** Writes what is still to be written and lets go of the file. */
  close(): Promise<void>;
}
