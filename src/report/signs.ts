import type { FaultCount, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtedFault } from "../explain/doubts.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { Run } from "./report.ts";
import type { Sign } from "./theme.ts";

/** Every report says good, bad or in doubt of the same things, so what is which is decided here, once for all of them. */

/** Of a threshold: one that looked at no figure was not crossed, and has not held either. */
export function thresholdSign({ ok, value }: ThresholdResult): Sign {
  if (ok) return "✓";
  return value === null ? "?" : "✗";
}

/** Of a declared fault: one that a doubt is about has proved less than it was to prove. */
export function faultSign({ name }: FaultCount, { doubts }: Pick<Reconciliation, "doubts">): Sign {
  return doubts.some((doubt) => doubtedFault(doubt) === name) ? "?" : "✓";
}

/**
 * Of a whole run. Expected bad news ends with 0, and a crossed threshold does not: so it is the exit code that says whether all is well,
 * and the scenarios that say whether what is not is bad, or only in doubt because not all of it was judged.
 */
export function runSign({ exitCode, scenarios }: Run): Sign {
  if (exitCode === 0) return "✓";
  return scenarios.some((scenario) => conclusionText(scenario).sign === "✗") ? "✗" : "?";
}
