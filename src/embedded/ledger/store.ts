import type { StorageFaultName } from "../../domain/interruption.ts";
import type { Balances, ProjectOpening } from "./balances.ts";
import type { Intents } from "./intents.ts";
import type { PayoutRecords } from "./payout-records.ts";

/** Told how a storage fault goes. */
export interface FaultWatcher {
  /** The fault has begun; `end` ends it. */
  readonly begun: (end: () => void) => void;
  /** It has made a write fail. */
  readonly hit: () => void;
}

/** Balances, payouts and intents together, so that one transaction can change all three. */
export interface Store extends Balances, PayoutRecords, Intents {
  /** 1, and one more with each reset. */
  generation(): number;
  /** How many payouts, among the latest entries, have a charge that does not match their status. */
  mismatches(): Promise<number>;
  /** Creates the projects that do not exist yet. The others keep their balances. */
  openProjects(projects: readonly ProjectOpening[]): Promise<void>;
  /** Deletes every payout, entry and project, and opens these projects. */
  reset(projects: readonly ProjectOpening[]): Promise<void>;
  /** Begins a storage fault now, or when the one before it is over. */
  inflict(fault: StorageFaultName, watcher: FaultWatcher): void;
  /** Commits what is open and closes the file. */
  close(): Promise<void>;
}
