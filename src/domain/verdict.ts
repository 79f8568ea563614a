/** What a run proves. Worst first; a doubt is never a pass. */
export const verdicts = ["violated", "stuck", "inconclusive", "balanced"] as const;

/**
 * - `violated`: money was lost, or appeared from nowhere.
 * - `stuck`: a payout never reached a terminal state, although its payment did.
 * - `inconclusive`: the run proves nothing: a fault did not fire, a read failed, or it was interrupted.
 * - `balanced`: every sat is accounted for.
 */
export type Verdict = (typeof verdicts)[number];

/** The worst of several verdicts; `inconclusive` if there is none. */
export function worstVerdict(all: readonly Verdict[]): Verdict {
  return verdicts.find((verdict) => all.includes(verdict)) ?? "inconclusive";
}
