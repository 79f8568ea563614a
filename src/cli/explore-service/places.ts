import type { Clock } from "../../domain/clock.ts";
import type { DoubtKind } from "../../domain/doubt.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { faultsOf } from "../../explore/draw-real.ts";
import type { TryAt } from "../../explore/hunt.ts";
import type { Candidate, Tried } from "../../explore/port.ts";
import type { ServiceUnderTest } from "../../systems/service-under-test.ts";
import { createRealRunner, type RealTried } from "./runs.ts";

/** How long everything may take to finish in the many runs, and in those that accuse somebody. */
const SHORT_DRAIN_MS = 3_000;
const LONG_DRAIN_MS = 12_000;

/** How long a service that is not started anew may go on with what a run has left open. */
const AFTERMATH_MS = 5_000;

/** The places in which a service is run, each with books of its own. */
export interface Places {
  readonly count: number;
  /** Whether each run starts the service anew, on books that are reset. */
  readonly isReset: boolean;
  readonly tryShort: TryAt;
  readonly tryLong: TryAt;
  /** As the document says. */
  readonly tryAsSaved: TryAt;
  /** The last run with this kind of finding, for its report. */
  lastWith(kind: string): Reconciliation | undefined;
  /** Why runs proved nothing: of each kind the first sentence, and in how many runs. */
  doubts(): readonly { readonly sentence: string; readonly runs: number }[];
  /** A run in a line. */
  lineOf(number: number, candidate: Candidate, tried: Tried): string;
}

/** Opens the places. */
export function createPlaces(
  chosen: ServiceUnderTest,
  environments: readonly ServiceUnderTest["environment"][],
  clock: Clock,
): Places {
  const runners = environments.map((environment) => createRealRunner({ ...chosen, environment }));
  const { start } = chosen.service;
  const isReset = start !== null && chosen.url === undefined && start.before.length > 0;
  const last = new Map<string, Reconciliation>();
  const doubts = new Map<DoubtKind, { readonly sentence: string; readonly runs: number }>();
  const note = ({ reconciliation }: RealTried) => {
    for (const { kind } of reconciliation.findings) last.set(kind, reconciliation);
    const kinds = new Map(reconciliation.doubts.map((doubt) => [doubt.kind, doubt]));
    for (const [kind, doubt] of kinds) {
      const { sentence = doubtSentence(doubt), runs = 0 } = doubts.get(kind) ?? {};
      doubts.set(kind, { sentence, runs: runs + 1 });
    }
  };
  const tryWith =
    (drainMs: number | undefined): TryAt =>
    async (candidate, place, halt) => {
      const tried = await runners[place % runners.length]?.run(candidate, { drainMs, halt });
      if (tried === undefined) return undefined;
      note(tried);
      // What it still does about this run would look like its answer to the next one.
      if (!isReset && tried.verdict !== "balanced") await clock.sleep(AFTERMATH_MS, halt);
      return tried;
    };
  return {
    ...{ count: runners.length, isReset },
    ...{ tryShort: tryWith(SHORT_DRAIN_MS), tryLong: tryWith(LONG_DRAIN_MS), tryAsSaved: tryWith(undefined) },
    lastWith: (kind) => last.get(kind),
    doubts: () => [...doubts.values()],
    lineOf: (number, { document }, tried) => `run ${number}: ${aboutOf(document)}: ${wordOf(tried)}`,
  };
}

/** What a scenario is about, in a few words. */
function aboutOf(document: Candidate["document"]): string {
  const payouts = document.load.reduce((sum, { payouts: count }) => sum + Number(count ?? 0), 0);
  const crashes = Array.isArray(document.crashes)
    ? document.crashes.map(({ how = "kill", when }) => `${how} at ${when}`)
    : document.crashes === undefined
      ? []
      : ["random crashes"];
  const trouble = [...faultsOf(document), ...crashes, ...(document.order === undefined ? [] : ["an order"])];
  return [`${payouts} ${payouts === 1 ? "payout" : "payouts"}`, ...trouble].join(", ");
}

function wordOf({ verdict, findings }: Tried): string {
  return findings.length === 0 ? verdict : findings.map(({ kind }) => kind).join(", ");
}
