import type { Conclusion, ConclusionKind } from "../domain/conclusion.ts";
import type { FindingKind } from "../domain/finding.ts";
import type { ExpectationResult, Interruption } from "../domain/reconciliation.ts";
import type { Expectation } from "../domain/run-started.ts";
import type { Verdict } from "../domain/verdict.ts";

/** What a run came to, as far as its conclusion rests on it. */
export interface RunResult {
  readonly verdict: Verdict;
  /** The kinds of finding. */
  readonly found: ReadonlySet<FindingKind>;
  readonly inDoubt: boolean;
  /** True when a threshold was crossed or could not be judged. */
  readonly crossed: boolean;
  readonly interrupted: Interruption | null;
}

/**
 * Met when the verdict is the expected one and, where findings are expected, exactly those kinds were found. What was found in spite of
 * a doubt may have been found for another reason, so a doubt meets no expectation but that of a doubt.
 */
export function checkExpectation(expected: Expectation, { verdict, found, inDoubt }: RunResult): ExpectationResult {
  const certain = !inDoubt || expected.verdict === "inconclusive";
  const met = verdict === expected.verdict && isExactly(found, expected.findings) && certain;
  return { verdict: expected.verdict, findings: expected.findings ?? null, met };
}

/** How the run came out, all things taken together: an early end first, then what was expected of the money, then thresholds. */
export function conclude(expected: Expectation, outturn: RunResult): Conclusion {
  const { verdict, interrupted } = outturn;
  if (interrupted?.kind === "signal") return { kind: stoppedBy(interrupted.signal), verdict };
  const kind = judged(expected, outturn);
  // Nobody stopped it on purpose, so the part that was run is no pass, even where a doubt was expected.
  const isPass = kind === "as-expected" || kind === "threshold-crossed" || kind === "expected-in-doubt";
  return { kind: interrupted !== null && isPass ? "inconclusive" : kind, verdict };
}

function judged(expected: Expectation, outturn: RunResult): ConclusionKind {
  const { verdict, found, inDoubt, crossed } = outturn;
  if (expected.verdict === "balanced" && (expected.findings ?? []).length === 0) {
    if (verdict !== "balanced") return verdict;
    return crossed ? "threshold-crossed" : "as-expected";
  }
  // Bad news that was ordered crosses thresholds as well, so they do not count here.
  if (checkExpectation(expected, outturn).met) return "as-expected";
  // What is missing may be missing because of the doubt; what was not expected is there, whatever else is in doubt.
  const onlyExpected = expected.findings === undefined || [...found].every((kind) => expected.findings?.includes(kind));
  return inDoubt && verdict === expected.verdict && onlyExpected ? "expected-in-doubt" : "not-as-expected";
}

function stoppedBy(signal: string): ConclusionKind {
  return signal === "SIGTERM" || signal === "SIGHUP" ? "terminated" : "interrupted";
}

/** Where no findings are expected, whatever leads to the verdict is. */
function isExactly(found: ReadonlySet<FindingKind>, expected: readonly FindingKind[] | undefined): boolean {
  if (expected === undefined) return true;
  return found.size === new Set(expected).size && expected.every((kind) => found.has(kind));
}
