import type { StorageFaultName } from "../../domain/interruption.ts";
import type { Balances, ProjectOpening } from "./balances.ts";
import type { Intents } from "./intents.ts";
import type { PayoutRecords } from "./payout-records.ts";

/** Balances, payouts and intents together, so that one transaction can change all three. */
export interface Store extends Balances, PayoutRecords, Intents {
  /** 1, and one more with each reset. */
  readonly generation: number;
  /** How many payouts, among the latest entries, have a charge that does not match their status. */
  mismatches(): Promise<number>;
  /** Creates the projects that do not exist yet. The others keep their balances. */
  openProjects(projects: readonly ProjectOpening[]): Promise<void>;
  /** Deletes every payout, entry and project, and opens these projects. */
  reset(projects: readonly ProjectOpening[]): Promise<void>;
  /** Begins a storage fault, of which there is at most one at a time; `hit` is called with every write that it makes fail. Returns what ends it. */
  inflict(fault: StorageFaultName, hit: () => void): () => void;
  /** Commits what is open and closes the file. */
  close(): Promise<void>;
}
