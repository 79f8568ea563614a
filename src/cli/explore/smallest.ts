import type { SmallestFailure } from "../../domain/exploration.ts";
import { historyOf } from "../../explore/history.ts";
import type { Failure, Try } from "../../explore/port.ts";
import { shrink } from "../../explore/shrink.ts";
import type { ShrinkProgress } from "../../explore/shrink-search.ts";

/** The most schedules that are tried to make a failure smaller. */
const BUDGET = 5_000;

interface Shrinking {
  readonly stop: AbortSignal;
  readonly shrinking: (progress: ShrinkProgress) => void;
}

/** Makes a failure as small as it gets, and tells its history. */
export async function smallestOf(
  failure: Failure,
  tryIt: Try,
  { stop, shrinking }: Shrinking,
): Promise<SmallestFailure> {
  const { candidate, kind, tries, isSmallest } = await shrink(failure, tryIt, {
    budget: BUDGET,
    stop,
    progress: shrinking,
  });
  const { trace, findings, ordered } = await tryIt(candidate, { traced: true });
  const finding = findings.find((each) => each.kind === kind);
  if (finding === undefined) throw new Error(`the same schedule showed ${kind}, and does not show it again`);
  return {
    ...{ kind, tries, isSmallest },
    history: historyOf(trace, finding, ordered.schedule),
    text: `${JSON.stringify(candidate.document, null, 2)}\n`,
    file: null,
    reproduce: "",
  };
}
