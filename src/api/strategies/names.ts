/** The strategies by name: how the embedded API moves money. */
export const strategyNames = ["naive", "snapshot-rollback", "rollback"] as const;

/** The name of a strategy. */
export type StrategyName = (typeof strategyNames)[number];

/** The strategy of an API that nobody has fixed yet. */
export const DEFAULT_STRATEGY: StrategyName = "naive";
