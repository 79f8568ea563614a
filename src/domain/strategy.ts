/** How the embedded API moves money. The last two strategies are right; the others are meant to fail. */
export const strategyNames = [
  "naive",
  "snapshot-rollback",
  "rollback",
  "saga",
  "fail-open",
  "tracked-saga",
  "outbox",
] as const;

/** The name of a strategy. */
export type StrategyName = (typeof strategyNames)[number];

/** Those that do something about a webhook of the node. */
export const webhookStrategies: readonly StrategyName[] = ["rollback", "tracked-saga", "outbox"];

/** The strategy of an unfixed API. */
export const DEFAULT_STRATEGY: StrategyName = "naive";
