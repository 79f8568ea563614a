import type { PlannedCrash } from "../../domain/crash-point.ts";
import type { DuplicateHandlingName } from "../../domain/duplicate-handling.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import type { RateLimit } from "../../embedded/demo/rate-limit.ts";
import type { ProjectOpening } from "../../embedded/ledger/balances.ts";

/** What `serve` was told on its command line. */
export interface ServeFlags {
  readonly port: number;
  readonly strategy: StrategyName;
  readonly ledger?: string;
  readonly temporaryLedger?: string;
  readonly project?: readonly ProjectOpening[];
  readonly rail?: string;
  readonly railTimeout: number;
  readonly duplicates: DuplicateHandlingName;
  readonly crash?: PlannedCrash;
  readonly seed: number;
  readonly rateLimit?: RateLimit;
  readonly allowRemoteCallbacks?: boolean;
  readonly exitWithStdin?: boolean;
}
