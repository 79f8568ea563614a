/** What a run proves. Worst first; a doubt is never a pass. */
export const verdicts = ["violated", "stuck", "inconclusive", "balanced"] as const;

/**
 * - `violated`: money went missing, or came out of nothing.
 * - `stuck`: a payout never reached a terminal state, although its payment did.
 * - `inconclusive`: the run cannot prove anything: a fault did not fire, a read failed, it was interrupted.
 * - `balanced`: every sat is accounted for.
 */
export type Verdict = (typeof verdicts)[number];

/** The worst of several verdicts; of none at all: `inconclusive`, because nothing was proved. */
export function worstVerdict(all: readonly Verdict[]): Verdict {
  return verdicts.find((verdict) => all.includes(verdict)) ?? "inconclusive";
}
