import type { DurationHistogram, Firing, RunChart, Span } from "../../domain/chart.ts";
import type { Fact } from "../../domain/fact.ts";
import { outcomes } from "../../domain/outcome.ts";
import { buildStatement } from "../build-statement.ts";
import { distributionOf, payoutDurations } from "../percentiles.ts";
import type { Statement } from "../statement.ts";
import { applyToBalances, balancesOf, newBalances } from "./balances.ts";
import { thinFirings, thinPoints } from "./thinning.ts";

/** The number of time slots in which a balance is drawn; fewer with many projects, because they share one page. */
const SLOTS = { most: 400, least: 20, together: 2_000 } as const;

/** The most firings of one fault that a drawing can show. */
const FIRINGS = 400;

/** A run over time, bounded in size; the facts are read twice. @throws Error unless they are those of one run, starting with `run-started`. */
export function chartOf(facts: Iterable<Fact>): RunChart {
  const statement = buildStatement(facts);
  const balances = newBalances(statement);
  const phases: Span[] = [];
  let startedAtMs: number | null = null;
  const firings: Firing[] = [];
  for (const fact of facts) {
    applyToBalances(balances, fact);
    // A phase begins with its first attempt: phases follow each other.
    if (fact.kind === "attempt-sent") startedAtMs ??= fact.atMs;
    if (fact.kind === "phase-ended") {
      phases.push({ name: fact.phase, startMs: startedAtMs ?? fact.atMs, endMs: fact.atMs });
      startedAtMs = null;
    }
    if (fact.kind === "fault-fired" && fact.payout !== null) firings.push({ atMs: fact.atMs, fault: fact.fault });
    if (fact.kind === "api-crashed") firings.push({ atMs: fact.atMs, fault: fact.point });
  }
  const endMs = statement.events.lastAtMs;
  const share = Math.floor(SLOTS.together / Math.max(1, statement.accounts.length));
  const slots = Math.max(SLOTS.least, Math.min(SLOTS.most, share));
  return {
    projects: balancesOf(balances).map((project) => ({
      ...project,
      expected: thinPoints(project.expected, slots),
      actual: thinPoints(project.actual, slots),
    })),
    phases,
    drain: drainOf(statement, phases),
    firings: thinFirings(firings, endMs, FIRINGS),
    durations: durationsOf(statement),
    endMs,
  };
}

function drainOf({ events }: Statement, phases: readonly Span[]): RunChart["drain"] {
  const startMs = phases.at(-1)?.endMs;
  if (events.drained === null || startMs === undefined) return null;
  return { startMs, endMs: Math.max(startMs, events.drained.atMs) };
}

/** The durations of answered payouts, by conclusion. */
function durationsOf(statement: Statement): readonly DurationHistogram[] {
  return outcomes.flatMap((outcome) => {
    const durations = payoutDurations(statement, (line) => line.conclusion === outcome);
    const distribution = distributionOf(durations);
    if (distribution === undefined) return [];
    return [{ outcome, count: durations.length, buckets: bucketsOf(durations), quantiles: distribution.figures }];
  });
}

/** Eight buckets per doubling, so a few hundred at most. The durations are sorted. */
function bucketsOf(durations: Float64Array): DurationHistogram["buckets"] {
  const buckets: { readonly fromMs: number; readonly toMs: number; count: number }[] = [];
  let end = 0;
  for (const ms of durations) {
    const micros = Math.round(ms * 1000);
    const last = buckets.at(-1);
    if (last !== undefined && micros < end) {
      last.count += 1;
      continue;
    }
    const width = micros < 8 ? 1 : 2 ** (Math.floor(Math.log2(micros)) - 3);
    const from = Math.floor(micros / width) * width;
    end = from + width;
    buckets.push({ fromMs: from / 1000, toMs: end / 1000, count: 1 });
  }
  return buckets;
}
