import { type Verdict, verdicts } from "../domain/verdict.ts";
import { ScenarioError } from "../scenario/define.ts";
import { PlanError } from "../scenario/plan.ts";
import type { Candidate, Failure, Tried, Try } from "./port.ts";

/** How long to go on, and what counts as a failure. */
export interface ShrinkOptions {
  /** The most candidates to try. */
  readonly budget: number;
  /** Ends it earlier, with the smallest that was found until then. */
  readonly stop?: AbortSignal | undefined;
  /** How many other seeds and orders are tried with a smaller document that does not fail with its own. Default: 100. */
  readonly others?: number | undefined;
  /**
   * Decides whether a candidate still fails, in place of one try: a real process has to fail several times. What it has shown, or undefined
   * if that is not often enough.
   */
  readonly fails?: ((candidate: Candidate) => Promise<Tried | undefined>) | undefined;
  readonly progress?: ((progress: ShrinkProgress) => void) | undefined;
}

/** How far it is. */
export interface ShrinkProgress {
  /** Candidates that were tried. */
  readonly tries: number;
  /** The smallest that still fails. */
  readonly best: Failure;
}

/** The smallest failure so far, and a way to a smaller one. */
export interface ShrinkSearch {
  readonly best: Failure;
  readonly tries: number;
  /** True once the budget is spent, or it was stopped. */
  readonly isSpent: boolean;
  /** Tries a candidate that was not tried before; if it still fails, it is the smallest so far. */
  accepts(candidate: Candidate): Promise<boolean>;
}

/** Starts with a failure. */
export function createShrinkSearch(failure: Failure, tryIt: Try, options: ShrinkOptions): ShrinkSearch {
  const { budget, stop, progress, fails = (candidate: Candidate) => tryIt(candidate) } = options;
  const known = new Set([keyOf(failure.candidate)]);
  let best = failure;
  let tries = 0;
  const isSpent = () => tries >= budget || stop?.aborted === true;
  return {
    get best() {
      return best;
    },
    get tries() {
      return tries;
    },
    get isSpent() {
      return isSpent();
    },
    async accepts(candidate) {
      const key = keyOf(candidate);
      if (isSpent() || known.has(key)) return false;
      known.add(key);
      tries += 1;
      const tried = await shownBy(candidate, fails);
      const isSmaller = tried !== undefined && stillFails(tried, failure);
      if (isSmaller) best = { candidate, tried, kind: failure.kind };
      progress?.({ tries, best });
      return isSmaller;
    },
  };
}

/** What a candidate shows; undefined for one that is not a scenario any more. */
async function shownBy(candidate: Candidate, fails: (candidate: Candidate) => Promise<Tried | undefined>) {
  try {
    return await fails(candidate);
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof PlanError) return undefined;
    throw error;
  }
}

/** The same kind of finding, and a verdict that is no better. */
function stillFails({ verdict, findings }: Tried, { kind, tried }: Failure): boolean {
  return rank(verdict) <= rank(tried.verdict) && findings.some((finding) => finding.kind === kind);
}

function rank(verdict: Verdict): number {
  return verdicts.indexOf(verdict);
}

function keyOf({ document, seed, order }: Candidate): string {
  return JSON.stringify([document, seed, order.kind === "late" ? [...order.late] : order]);
}
