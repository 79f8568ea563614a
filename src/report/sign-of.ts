import type { FaultCount, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { isWireFaultName } from "../domain/wire-fault.ts";
import type { Sign } from "./ink.ts";
import type { Run } from "./report.ts";
import { conclusion } from "./verdict-lines.ts";

/** Every report says good, bad or in doubt of the same things, so what is which is decided here, once for all of them. */

/** Of a threshold: one that looked at no figure was not crossed, and has not held either. */
export function thresholdSign({ ok, value }: ThresholdResult): Sign {
  if (ok) return "✓";
  return value === null ? "?" : "✗";
}

/**
 * Of a declared fault: one that fired less often than planned, or never, proves less than it was to prove. On a target of somebody else's nobody
 * can count on exact rates, so there one firing is enough; the wire is ours everywhere.
 */
export function faultSign({ name, planned, fired }: FaultCount, { oracle }: Pick<Reconciliation, "oracle">): Sign {
  if (fired === 0) return "?";
  return fired >= planned || (oracle === "answers" && !isWireFaultName(name)) ? "✓" : "?";
}

/**
 * Of a whole run. Expected bad news ends with 0, and a crossed threshold does not: so it is the exit code that says whether all is well,
 * and the scenarios that say whether what is not is bad, or only in doubt because not all of it was judged.
 */
export function runSign({ exitCode, scenarios }: Run): Sign {
  if (exitCode === 0) return "✓";
  return scenarios.some((scenario) => conclusion(scenario).sign === "✗") ? "✗" : "?";
}
