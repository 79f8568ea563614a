import type { SmallestFailure } from "../../domain/exploration.ts";
import type { Finding } from "../../domain/finding.ts";
import { DEFAULT_STRATEGY, type StrategyName } from "../../domain/strategy.ts";
import { historyOf } from "../../explore/history.ts";
import type { Candidate, Failure, Tried, Try } from "../../explore/port.ts";
import { type SavedFailure, savedDocument, savedScenario, savedText } from "../../explore/save.ts";
import { type Shrunk, shrink } from "../../explore/shrink.ts";
import type { ShrinkProgress } from "../../explore/shrink-search.ts";
import { historyLines } from "../../report/explore/history-lines.ts";
import { createTheme } from "../../report/theme.ts";
import { DEFAULT_COLUMNS } from "../terminal/width.ts";
import { save, savedName, typed } from "./saving.ts";

/** The most schedules that are tried to make a failure smaller. */
const BUDGET = 5_000;

interface Shrinking {
  readonly stop: AbortSignal;
  readonly shrinking: (progress: ShrinkProgress) => void;
  /** Where the scenario is written to; undefined if it is only shown. */
  readonly file: string | undefined;
  /** That of the command line, which is none of the document. */
  readonly strategy: StrategyName | undefined;
  /** The command that found it. */
  readonly foundBy: string;
}

/** Makes a failure as small as it gets, tells its history, and saves it. @throws UsageError if it cannot be written */
export async function smallestOf(failure: Failure, tryIt: Try, options: Shrinking): Promise<SmallestFailure> {
  const { stop, shrinking, file } = options;
  const shrunk = await shrink(failure, tryIt, { budget: BUDGET, stop, progress: shrinking });
  const candidate = named(shrunk, options);
  const tried = await tryIt(candidate, { traced: true });
  const history = historyOf(tried.trace, findingIn(tried, shrunk), tried.ordered.schedule);
  const schedule = candidate.order.kind === "late" ? candidate.order : tried.ordered.schedule;
  const simulated = { schedule, history: tried.history };
  if (file !== undefined) {
    const story = historyLines(history, DEFAULT_COLUMNS, createTheme(0));
    save(file, savedScenario(candidate.document, { ...saidOf(shrunk, options, file), simulated, story }));
  }
  return {
    ...{ kind: shrunk.kind, tries: shrunk.tries, isSmallest: shrunk.isSmallest, history },
    text: savedText(candidate.document, { simulated }),
    file: file ?? null,
    reproduce: file === undefined ? "" : `npx chaos-payout run ${typed(file)}`,
  };
}

/** The candidate as it is saved: with a name of its own, and an order that can be written down. */
function named({ candidate, tried, kind }: Shrunk, { file, strategy }: Shrinking): Candidate {
  const { document, seed, order } = candidate;
  const about = strategy ?? document.api?.strategy ?? DEFAULT_STRATEGY;
  const name = savedName(file, kind, about);
  const description = `${kind} under ${about}, found by explore.`;
  return {
    document: savedDocument(document, { name, description, seed, strategy: about }),
    seed,
    order: order.kind === "late" ? order : { kind: "late", ...tried.ordered.schedule },
  };
}

function findingIn({ findings }: Tried, { kind }: Shrunk): Finding {
  const finding = findings.find((each) => each.kind === kind);
  if (finding === undefined) throw new Error(`the same schedule showed ${kind}, and does not show it again`);
  return finding;
}

function saidOf(
  { kind, tried, isSmallest }: Shrunk,
  { foundBy }: Shrinking,
  file: string,
): Omit<SavedFailure, "simulated" | "story"> {
  const found = `Found by ${foundBy}, and made ${isSmallest ? "as small as it gets" : "smaller"}.`;
  return { kind, verdict: tried.verdict, found, file: typed(file) };
}
