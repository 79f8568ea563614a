import { naive } from "./naive.ts";
import type { StrategyName } from "./names.ts";
import { rollback } from "./rollback.ts";
import { snapshotRollback } from "./snapshot-rollback.ts";
import type { Strategy } from "./strategy.ts";

/** Every strategy by name. */
export const strategies = {
  naive,
  "snapshot-rollback": snapshotRollback,
  rollback,
} satisfies Record<StrategyName, Strategy>;
