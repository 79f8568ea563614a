import type { RateLimit } from "../../api/rate-limit.ts";
import type { StrategyName } from "../../api/strategies/names.ts";
import type { ProjectOpening } from "../../ledger/ledger.ts";
import type { ProfileName } from "../../lightning/profiles.ts";
import type { PlannedCrash } from "./crash-flag.ts";

/** What `serve` was told on its command line. */
export interface ServeFlags {
  readonly port: number;
  readonly strategy: StrategyName;
  readonly ledger?: string;
  readonly temporaryLedger?: string;
  readonly project?: readonly ProjectOpening[];
  readonly rail?: string;
  readonly railTimeout: number;
  readonly railProfile: ProfileName;
  readonly crash?: PlannedCrash;
  readonly seed: number;
  readonly rateLimit?: RateLimit;
  readonly allowRemoteCallbacks?: boolean;
  readonly exitWithStdin?: boolean;
}
