import type { Conclusion, ConclusionKind } from "../domain/conclusion.ts";
import type { FindingKind } from "../domain/finding.ts";
import type { ExpectationResult, Interruption } from "../domain/reconciliation.ts";
import type { Expectation } from "../domain/run-started.ts";
import type { Verdict } from "../domain/verdict.ts";

/** What the conclusion of a run depends on. */
export interface RunResult {
  readonly verdict: Verdict;
  readonly found: ReadonlySet<FindingKind>;
  readonly inDoubt: boolean;
  /** True if a threshold was crossed or could not be judged. */
  readonly crossed: boolean;
  readonly interrupted: Interruption | null;
}

/**
 * Met if the verdict is the expected one and, if findings are expected, exactly those kinds were found. With a doubt they may have another
 * cause, so only `inconclusive` is met then.
 */
export function checkExpectation(expected: Expectation, { verdict, found, inDoubt }: RunResult): ExpectationResult {
  const certain = !inDoubt || expected.verdict === "inconclusive";
  const met = verdict === expected.verdict && isExactly(found, expected.findings) && certain;
  return { verdict: expected.verdict, findings: expected.findings ?? null, met };
}

/** The conclusion: an early end comes first, then the expected verdict and findings, then thresholds. */
export function conclude(expected: Expectation, result: RunResult): Conclusion {
  const { verdict, interrupted } = result;
  if (interrupted?.kind === "signal") {
    const isTerminated = interrupted.signal === "SIGTERM" || interrupted.signal === "SIGHUP";
    return { kind: isTerminated ? "terminated" : "interrupted", verdict };
  }
  const kind = judged(expected, result);
  // A run that hit its time limit never passes, even if `inconclusive` was expected.
  const isPass = kind === "as-expected" || kind === "threshold-crossed" || kind === "expected-in-doubt";
  return { kind: interrupted !== null && isPass ? "inconclusive" : kind, verdict };
}

function judged(expected: Expectation, result: RunResult): ConclusionKind {
  const { verdict, found, inDoubt, crossed } = result;
  if (expected.verdict === "balanced" && (expected.findings ?? []).length === 0) {
    if (verdict !== "balanced") return verdict;
    return crossed ? "threshold-crossed" : "as-expected";
  }
  // Expected findings cross thresholds too, so thresholds do not count here.
  if (checkExpectation(expected, result).met) return "as-expected";
  // A doubt may explain a missing finding, but not an unexpected one.
  const onlyExpected = expected.findings === undefined || [...found].every((kind) => expected.findings?.includes(kind));
  return inDoubt && verdict === expected.verdict && onlyExpected ? "expected-in-doubt" : "not-as-expected";
}

/** If no findings are named, any that lead to the verdict are expected. */
function isExactly(found: ReadonlySet<FindingKind>, expected: readonly FindingKind[] | undefined): boolean {
  if (expected === undefined) return true;
  return found.size === new Set(expected).size && expected.every((kind) => found.has(kind));
}
