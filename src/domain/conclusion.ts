import type { Verdict } from "./verdict.ts";

/**
 * How a run came out against everything that was expected of it: verdict, expectation, thresholds and an early end, taken together once,
 * by reconcile. Exit code, sign, colour and wording are tables over `kind`; nobody decides it again.
 */
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
 * - `as-expected`: balanced with every threshold met, or exactly what the scenario expects instead; what was ordered may cross thresholds.
 *   The only pass.
 * - `violated`, `stuck`, `inconclusive`: the verdict, where balanced was expected.
 * - `expected-in-doubt`: nothing but what was expected was found, and a doubt says that it may have been for another reason.
 * - `not-as-expected`: something else was expected; `verdict` says what came. A balanced run that was to be violated is one.
 * - `threshold-crossed`: the money is fine.
 * - `interrupted`, `terminated`: stopped from outside, by Ctrl-C or by whoever ends processes. A run that its own time limit cut is never
 *   a pass: `inconclusive`, whatever was expected, unless what was found is worse.
 */
export type ConclusionKind = (typeof conclusionKinds)[number];

/** The conclusion of one run. */
export interface Conclusion {
  readonly kind: ConclusionKind;
  readonly verdict: Verdict;
}
