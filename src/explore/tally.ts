import { type FindingKind, findingKinds } from "../domain/finding.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Candidate, Failure, Tried } from "./port.ts";

/** What was seen so far. It changes while schedules are tried, and can be watched. */
export interface Tally {
  /** How many candidates were tried. */
  readonly schedules: number;
  /** How many scenarios they were made of. */
  readonly scenarios: number;
  /** How many different orders of events there were among them, counted scenario by scenario; 0 for real processes, whose order nobody knows. */
  readonly orders: number;
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
  let orders = 0;
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
    get orders() {
      return orders;
    },
    verdicts,
    reached,
    found,
    failures,
    begin() {
      scenarios += 1;
      // Names of events are those of one scenario, so orders of two cannot be compared.
      const seen = new Set<number>();
      return (candidate, tried) => {
        count(candidate, tried);
        if (tried.ordered.events.length === 0) return;
        const digest = digestOf(tried.ordered.events);
        if (seen.has(digest)) return;
        seen.add(digest);
        orders += 1;
      };
    },
  };
}

/** 53 bits of an order of events: kept in place of its text, because there are many (cyrb53). */
function digestOf(events: readonly string[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const event of events) {
    for (let index = 0; index <= event.length; index += 1) {
      // One step more than there are characters, so that the ends of names count.
      const code = index === event.length ? 0 : event.charCodeAt(index);
      high = Math.imul(high ^ code, 0x9e3779b1);
      low = Math.imul(low ^ code, 0x5f356495);
    }
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return 0x1_0000_0000 * (low & 0x1f_ffff) + (high >>> 0);
}

/** The kinds of finding that a schedule showed, in the order of reports. */
function kindsOf({ findings }: Tried): readonly FindingKind[] {
  if (findings.length < 2) return findings.map(({ kind }) => kind);
  return findingKinds.filter((kind) => findings.some((finding) => finding.kind === kind));
}
