import type { PlanSummary } from "../../domain/plan-summary.ts";

/** The plans of one call of `plan`. */
export interface Plans {
  /** The version of chaos-payout. */
  readonly version: string;
  readonly scenarios: readonly PlanSummary[];
}
