import type { RunStarted } from "../domain/run-started.ts";
import type { PayoutLine } from "./payout-line.ts";

/**
 * What the timeouts of a run mean, as declared of the switch that injects them. The declaration speaks of no timeout that the service has by
 * itself: where far more payouts timed out than a switch that rolls dice injects, nobody can tell which were which, and it is of no use.
 */
export function asDeclared(run: RunStarted, lines: Iterable<PayoutLine>): RunStarted {
  const planned = run.faults.reduce((sum, fault) => (fault.name === "timeout" ? sum + fault.planned : sum), 0);
  // Without a plan, as in the test suites of others, whoever declares it has counted for himself.
  if (run.injectedTimeouts !== "never-paid" || planned === 0) return run;
  let timedOut = 0;
  for (const { timeoutAnswers } of lines) if (timeoutAnswers > 0) timedOut += 1;
  return timedOut <= mostInjected(planned) ? run : { ...run, injectedTimeouts: "unknown" };
}

/** Dice exceed four standard deviations once in ten thousand runs. */
function mostInjected(planned: number): number {
  return planned + 4 * Math.sqrt(planned) + 2;
}
