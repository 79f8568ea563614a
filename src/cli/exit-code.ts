import type { ConclusionKind } from "../domain/conclusion.ts";
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

/** What each exit code means, and what to do about it in CI, as `--help` and the README have it. */
export const exitCodeTable: readonly { readonly code: number; readonly means: string; readonly next: string }[] = [
  { code: exitCodes.asExpected, means: "as expected", next: "Go on" },
  {
    code: exitCodes.violated,
    means: "money: violated, or a violation that was expected did not appear",
    next: "Do not ship; each finding tells who lost what, and the line `again` repeats the run",
  },
  {
    code: exitCodes.inconclusive,
    means: "inconclusive: nothing was proved",
    next: "A doubt is never a pass; look at the lines with a question mark",
  },
  {
    code: exitCodes.stuck,
    means: "stuck: a payout never came to rest",
    next: "Look for what nobody finishes, or give the scenario a longer drain",
  },
  {
    code: exitCodes.threshold,
    means: "a threshold was crossed, and the money is fine",
    next: "Compare the figure in the report with the threshold",
  },
  {
    code: exitCodes.usage,
    means: "bad usage, a bad scenario file, or a file that cannot be written",
    next: "Stderr names the place and a way out",
  },
  {
    code: exitCodes.unreachable,
    means: "the target cannot be reached, or the machine lacks what a run needs",
    next: "Start the target and wait for it before this step, or see on stderr what is missing; nothing was judged",
  },
  { code: exitCodes.bug, means: "a bug in chaos-payout", next: "Please report it with the text on stderr" },
  { code: exitCodes.interrupted, means: "interrupted (Ctrl-C)", next: "The report is partial; run again" },
  {
    code: exitCodes.terminated,
    means: "terminated, as CI does at the end of its time",
    next: "The report is partial; give the step more time",
  },
];

/** Worst first: across several scenarios the worst counts. */
export const severity = [130, 143, 70, 69, 64, 1, 3, 2, 4, 0] as const;

/** What each verdict ends with. Balanced where something else was expected is not as expected either: what should have been shown was not. */
const byVerdict = {
  violated: exitCodes.violated,
  stuck: exitCodes.stuck,
  inconclusive: exitCodes.inconclusive,
  balanced: exitCodes.violated,
} as const satisfies Record<Verdict, number>;

/** What each conclusion ends with; what is not as expected ends with the code of its verdict. */
const byConclusion = {
  "as-expected": exitCodes.asExpected,
  violated: exitCodes.violated,
  stuck: exitCodes.stuck,
  inconclusive: exitCodes.inconclusive,
  "expected-in-doubt": exitCodes.inconclusive,
  "not-as-expected": null,
  "threshold-crossed": exitCodes.threshold,
  interrupted: exitCodes.interrupted,
  terminated: exitCodes.terminated,
} as const satisfies Record<ConclusionKind, number | null>;

/** The exit code of one reconciled run. */
export function exitCodeOf({ conclusion: { kind, verdict } }: Pick<Reconciliation, "conclusion">): number {
  return byConclusion[kind] ?? byVerdict[verdict];
}

/** The exit code of one measured cell of a matrix, by the same rules: what a cell is documented to show is what is expected of it. */
export function exitCodeOfCell({ documented, measured, asDocumented }: MatrixCell): number {
  if (asDocumented) return exitCodes.asExpected;
  // What is missing may be missing because of the doubt. What may not be there is there, whatever else is in doubt.
  if (measured.doubts.length > 0 && showsOnlyDocumented(documented, measured)) {
    return exitCodes.inconclusive;
  }
  return byVerdict[measured.verdict];
}

/** The exit code of several runs; of none, `inconclusive`. */
export function worstExitCode(codes: readonly number[]): number {
  return severity.find((code) => codes.includes(code)) ?? exitCodes.inconclusive;
}
