import type { FaultCount, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtedFault } from "../explain/doubts.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { Run } from "./report.ts";
import type { Sign } from "./theme.ts";

/** The sign of a threshold; one without a value was neither crossed nor held. */
export function thresholdSign({ ok, value }: ThresholdResult): Sign {
  if (ok) return "✓";
  return value === null ? "?" : "✗";
}

/** The sign of a declared fault: `?` if a doubt is about it. */
export function faultSign({ name }: FaultCount, { doubts }: Pick<Reconciliation, "doubts">): Sign {
  return doubts.some((doubt) => doubtedFault(doubt) === name) ? "?" : "✓";
}

/** The sign of a whole run: the exit code says whether all is well, and the scenarios whether the rest is bad or in doubt. */
export function runSign({ exitCode, scenarios }: Run): Sign {
  if (exitCode === 0) return "✓";
  return scenarios.some((scenario) => conclusionText(scenario).sign === "✗") ? "✗" : "?";
}
