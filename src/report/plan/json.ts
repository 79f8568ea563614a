import type { PlanSummary } from "../../domain/plan-summary.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { jsonText } from "../../text/json.ts";
import { inSats } from "../in-sats.ts";

/** The plans of one call of `plan`. */
export interface Plans {
  /** The version of chaos-payout. */
  readonly version: string;
  readonly scenarios: readonly PlanSummary[];
}

/** Plans for programs. Like the report of runs it is a contract: fields are added, never renamed. */
export function planJson({ version, scenarios }: Plans): string {
  return jsonText({ version, scenarios: scenarios.map(scenario) });
}

function scenario({
  scenario: name,
  description,
  priority,
  file,
  thresholds,
  doubts,
  doubtsOnTarget,
  ...plan
}: PlanSummary) {
  return {
    name,
    description,
    priority,
    file,
    ...inSats(plan),
    thresholds: Object.entries(thresholds).flatMap(([metric, expressions]) =>
      expressions.map((expression) => ({ metric, expression })),
    ),
    doubts: doubts.map(doubtSentence),
    doubtsOnTarget: doubtsOnTarget.map(doubtSentence),
  };
}
