import { type MatrixCell, showsOnlyDocumented } from "../domain/matrix.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import type { Verdict } from "../domain/verdict.ts";

/** Every exit code, in the order in which `--help` prints them. */
export const exitCodes = {
  asExpected: 0,
  violated: 1,
  inconclusive: 2,
  stuck: 3,
  threshold: 4,
  usage: 64,
  unreachable: 69,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** What each exit code means, as `--help` and the README have it. */
export const exitCodeTable: readonly (readonly [code: number, meaning: string])[] = [
  [0, "as expected"],
  [1, "money: violated"],
  [2, "inconclusive: nothing was proved, and a doubt is never a pass"],
  [3, "stuck: a payout never came to rest"],
  [4, "a threshold was crossed, and the money is fine"],
  [64, "bad usage or a bad scenario file"],
  [69, "the target cannot be reached"],
  [70, "a bug in chaos-payout"],
  [130, "interrupted (Ctrl-C); 143: terminated"],
];

/** Worst first: across several scenarios the worst counts. */
const severity = [130, 143, 70, 69, 64, 1, 3, 2, 4, 0] as const;

const byVerdict: Readonly<Record<Verdict, number>> = { violated: 1, stuck: 3, inconclusive: 2, balanced: 0 };

/** The exit code of one reconciled run. */
export function exitCodeOf(run: Reconciliation): number {
  if (run.interrupted === "SIGINT") return exitCodes.interrupted;
  if (run.interrupted === "SIGTERM" || run.interrupted === "SIGHUP") return exitCodes.terminated;
  if (run.expectation.verdict !== "balanced") {
    if (run.expectation.met) return exitCodes.asExpected;
    if (run.verdict === run.expectation.verdict && run.inconclusiveBecause.length > 0) return exitCodes.inconclusive;
    // Balanced where something else was expected is not as expected either: what should have been shown was not.
    return byVerdict[run.verdict] || exitCodes.violated;
  }
  const crossed = run.thresholds.some(({ ok }) => !ok);
  return byVerdict[run.verdict] || (crossed ? exitCodes.threshold : exitCodes.asExpected);
}

/** The exit code of one measured cell of a matrix, by the same rules: what a cell is documented to show is what is expected of it. */
export function exitCodeOfCell({ documented, measured, asDocumented }: MatrixCell): number {
  if (asDocumented) return exitCodes.asExpected;
  // What is missing may be missing because of the doubt. What may not be there is there, whatever else is in doubt.
  if (measured.inconclusiveBecause.length > 0 && showsOnlyDocumented(documented, measured)) {
    return exitCodes.inconclusive;
  }
  return byVerdict[measured.verdict] || exitCodes.violated;
}

/** The exit code of several runs; of none, `inconclusive`. */
export function worstExitCode(codes: readonly number[]): number {
  return severity.find((code) => codes.includes(code)) ?? exitCodes.inconclusive;
}
