import type { Verdict } from "./verdict.ts";

/** The result of a run, from verdict, expectation, thresholds and an early end. Exit code, colour and wording are tables over it. */
export const conclusionKinds = [
  "as-expected",
  "violated",
  "stuck",
  "inconclusive",
  "expected-in-doubt",
  "not-as-expected",
  "threshold-crossed",
  "interrupted",
  "terminated",
] as const;

/**
 * - `as-expected`: balanced with every threshold met, or exactly what the scenario expects instead. The only pass.
 * - `violated`, `stuck`, `inconclusive`: the verdict, if balanced was expected.
 * - `expected-in-doubt`: only expected findings, but because of a doubt they may have another cause.
 * - `not-as-expected`: something else was expected, for example a violation in a balanced run.
 * - `threshold-crossed`: balanced, but a threshold was crossed.
 * - `interrupted`, `terminated`: stopped by Ctrl-C or by a signal. A run that hits its time limit is at best `inconclusive`.
 */
export type ConclusionKind = (typeof conclusionKinds)[number];

/** The conclusion of one run. */
export interface Conclusion {
  readonly kind: ConclusionKind;
  readonly verdict: Verdict;
}
