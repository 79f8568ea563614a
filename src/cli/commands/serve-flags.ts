import type { DuplicateHandlingName } from "../../domain/duplicate-handling.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import type { ProjectOpening } from "../../embedded/ledger/ledger.ts";
import type { RateLimit } from "../../embedded/rate-limit.ts";
import type { PlannedCrash } from "../serve/crash.ts";

/** What `serve` was told on its command line. */
export interface ServeFlags {
  readonly port: number;
  readonly strategy: StrategyName;
  readonly ledger?: string;
  readonly temporaryLedger?: string;
  readonly project?: readonly ProjectOpening[];
  readonly rail?: string;
  readonly railTimeout: number;
  readonly railProfile: DuplicateHandlingName;
  readonly crash?: PlannedCrash;
  readonly seed: number;
  readonly rateLimit?: RateLimit;
  readonly allowRemoteCallbacks?: boolean;
  readonly exitWithStdin?: boolean;
}
