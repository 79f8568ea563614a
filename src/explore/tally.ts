import { type FindingKind, findingKinds } from "../domain/finding.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Candidate, Failure, Tried } from "./port.ts";

/** What was seen so far. It changes while schedules are tried, and can be watched. */
export interface Tally {
  /** How many candidates were tried. */
  readonly schedules: number;
  /** How many scenarios they were made of. */
  readonly scenarios: number;
  /** How many orders of events there were among them, counted scenario by scenario; 0 for real processes, whose order nobody knows. */
  readonly histories: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** In how many schedules each fault fired and each crash point was passed. */
  readonly reached: ReadonlyMap<string, number>;
  /** In how many schedules each kind of finding appeared. */
  readonly found: ReadonlyMap<FindingKind, number>;
  /** The first schedule with each kind of finding. */
  readonly failures: readonly Failure[];
}

/** A tally that counts. */
export interface CountingTally extends Tally {
  /** Counts a scenario, and returns what counts a schedule of it. */
  begin(): (candidate: Candidate, tried: Tried) => void;
}

/** Nothing yet. */
export function createTally(): CountingTally {
  let schedules = 0;
  let scenarios = 0;
  let histories = 0;
  const verdicts: Record<Verdict, number> = { violated: 0, stuck: 0, inconclusive: 0, balanced: 0 };
  const reached = new Map<string, number>();
  const found = new Map<FindingKind, number>();
  const failures: Failure[] = [];
  const count = (candidate: Candidate, tried: Tried) => {
    schedules += 1;
    verdicts[tried.verdict] += 1;
    for (const name of new Set(tried.reached)) reached.set(name, (reached.get(name) ?? 0) + 1);
    for (const kind of kindsOf(tried)) {
      if (!found.has(kind)) failures.push({ candidate, tried, kind });
      found.set(kind, (found.get(kind) ?? 0) + 1);
    }
  };
  return {
    get schedules() {
      return schedules;
    },
    get scenarios() {
      return scenarios;
    },
    get histories() {
      return histories;
    },
    verdicts,
    reached,
    found,
    failures,
    begin() {
      scenarios += 1;
      // Names of events are those of one scenario, so orders of two cannot be compared.
      const orders = new Set<string>();
      return (candidate, tried) => {
        count(candidate, tried);
        if (tried.order === "" || orders.has(tried.order)) return;
        orders.add(tried.order);
        histories += 1;
      };
    },
  };
}

/** The kinds of finding that a schedule showed, in the order of reports. */
function kindsOf({ findings }: Tried): readonly FindingKind[] {
  if (findings.length < 2) return findings.map(({ kind }) => kind);
  return findingKinds.filter((kind) => findings.some((finding) => finding.kind === kind));
}
