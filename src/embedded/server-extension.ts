import type { ProjectOpening } from "./ledger/balances.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";
import type { PayoutService } from "./payout-service.ts";
import type { Routes } from "./router.ts";

/** What the core API does not need: further routes, a limit on requests, and work after a payout has changed. */
export interface ApiExtension {
  addRoutes(routes: Routes, core: ApiCore): void;
  /** Undefined when this gamertag may request a payout now; otherwise the whole seconds, 1 or more, until it may. */
  retryAfter(gamertag: string): number | undefined;
  /** Called after a payout has changed its status. Must not throw. */
  payoutChanged(payout: PayoutRecord): void;
  /** True while background work is under way. */
  readonly isBusy: boolean;
  /** Ends the background work. */
  stop(): void;
}

/** What an extension may use of the API. */
export interface ApiCore {
  readonly service: PayoutService;
  readonly store: Store;
  /** The projects that the API was started with. */
  readonly projects: readonly ProjectOpening[];
}
