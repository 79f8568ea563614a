import type { ConclusionKind } from "../domain/conclusion.ts";
import type { Exploration } from "../domain/exploration.ts";
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

const texts: Readonly<Record<keyof typeof exitCodes, readonly [means: string, next: string]>> = {
  asExpected: ["as expected", "Nothing to do"],
  violated: [
    "money was lost or created, or an expected violation did not appear",
    "Do not ship; each finding says who lost what, and the command on the `reproduce` line repeats the run",
  ],
  inconclusive: [
    "inconclusive: nothing was proved",
    "A doubt never counts as a pass; see the lines marked with a question mark",
  ],
  stuck: [
    "stuck: a payout never reached a terminal state",
    "Find out what leaves it unfinished, or give the scenario a longer drain",
  ],
  threshold: ["a threshold was crossed, but no money was lost", "Compare the figure in the report with the threshold"],
  usage: ["bad usage, a bad scenario file, or a file that cannot be written", "Stderr says where and how to fix it"],
  unreachable: [
    "the target cannot be reached, or the machine lacks what a run needs",
    "Start the target and wait for it before this step, or see stderr for what is missing; nothing was judged",
  ],
  bug: ["a bug in chaos-payout", "Please report it with the text on stderr"],
  interrupted: ["interrupted (Ctrl-C)", "The report is partial; run it again"],
  terminated: ["terminated, e.g. by CI when a job times out", "The report is partial; give the step more time"],
};

/** What each exit code means, and what to do about it, in the words of `--help` and the README. */
export const exitCodeTable = Object.entries(exitCodes).map(([name, code]) => {
  const [means, next] = texts[name as keyof typeof exitCodes];
  return { code, means, next };
});

/** Worst first: the worst of several scenarios decides. */
export const severity = [
  exitCodes.interrupted,
  exitCodes.terminated,
  exitCodes.bug,
  exitCodes.unreachable,
  exitCodes.usage,
  exitCodes.violated,
  exitCodes.stuck,
  exitCodes.inconclusive,
  exitCodes.threshold,
  exitCodes.asExpected,
] as const;

/** The exit code of each verdict. Balanced is looked up only if a violation was expected, so it counts as violated. */
const byVerdict = {
  violated: exitCodes.violated,
  stuck: exitCodes.stuck,
  inconclusive: exitCodes.inconclusive,
  balanced: exitCodes.violated,
} as const satisfies Record<Verdict, number>;

/** The exit code of each conclusion; null means that the verdict decides. */
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

/** The exit code of one cell of a matrix, of which the documented result is expected. */
export function exitCodeOfCell({ documented, measured, asDocumented }: MatrixCell): number {
  if (asDocumented) return exitCodes.asExpected;
  // A doubt can explain a missing finding, but not an undocumented one.
  if (measured.doubts.length > 0 && showsOnlyDocumented(documented, measured)) return exitCodes.inconclusive;
  return byVerdict[measured.verdict];
}

/** The exit code of an exploration. One in which nothing proves anything, or not what was asked for, is in doubt. */
export function exitCodeOfExploration({ verdicts, unproved }: Pick<Exploration, "verdicts" | "unproved">): number {
  if (verdicts.violated > 0) return exitCodes.violated;
  if (verdicts.stuck > 0) return exitCodes.stuck;
  return verdicts.balanced === 0 || unproved.length > 0 ? exitCodes.inconclusive : exitCodes.asExpected;
}

/** The exit code of several runs; of none, `inconclusive`. */
export function worstExitCode(codes: readonly number[]): number {
  return severity.find((code) => codes.includes(code)) ?? exitCodes.inconclusive;
}
