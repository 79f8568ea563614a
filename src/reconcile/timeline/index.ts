import type { Fact } from "../../domain/fact.ts";
import type { Example, Finding } from "../../domain/finding.ts";
import { type PayoutNumber, payoutKey } from "../../domain/payout.ts";
import type { PayoutLine } from "../payout-line.ts";
import { rounded } from "../percentiles.ts";
import { type Crash, isExplainedByCrash } from "../run-events.ts";
import type { Evidence, Statement } from "../statement.ts";
import type { Tally } from "../tally-findings.ts";
import type { TimelineEntry } from "./entry.ts";
import { payoutTimeline } from "./payout.ts";
import { projectTimeline } from "./project.ts";

/** Findings with the timelines of their examples. The statement keeps no facts, so they are read again if there are examples. */
export function withExamples(tallies: readonly Tally[], statement: Statement, facts: Facts): readonly Finding[] {
  const payouts = tallies.flatMap(({ examples }) => examples.flatMap(({ payout }) => payout ?? []));
  const histories = historiesOf(new Set(payouts), facts);
  return tallies.map(({ kind, payouts, msat, projects, examples }) => {
    return {
      kind,
      payouts,
      msat,
      projects,
      examples: examples.map((evidence) => exampleOf(evidence, statement, histories)),
    };
  });
}

/** The facts of a run. What keeps many of them knows where those about a payout are. */
export interface Facts extends Iterable<Fact> {
  about?(payouts: ReadonlySet<PayoutNumber>): Iterable<Fact>;
}

type Histories = ReadonlyMap<PayoutNumber, readonly Fact[]>;

function historiesOf(payouts: ReadonlySet<PayoutNumber>, facts: Facts): Histories {
  const histories = new Map<PayoutNumber, Fact[]>();
  if (payouts.size === 0) return histories;
  for (const payout of payouts) histories.set(payout, []);
  for (const fact of facts.about?.(payouts) ?? facts) {
    if ("payout" in fact && fact.payout !== null) histories.get(fact.payout)?.push(fact);
  }
  return histories;
}

function exampleOf(evidence: Evidence, statement: Statement, histories: Histories): Example {
  const line = evidence.payout === null ? undefined : statement.lineOf(evidence.payout);
  if (line === undefined) return example(evidence.projectId, projectTimeline(evidence, statement));
  const key = payoutKey(statement.run.keyPrefix, line.payout);
  return example(key, payoutTimeline(evidence, line, histories.get(line.payout) ?? [], crashesOf(line, statement)));
}

/** The crashes that cut off an attempt of this payout. */
function crashesOf({ payout }: PayoutLine, { events }: Statement): readonly Crash[] {
  const own = events.silent.filter((attempt) => attempt.payout === payout);
  return events.crashes.filter((crash) =>
    own.some((attempt) => attempt.sentMs <= crash.atMs && isExplainedByCrash(attempt, [crash])),
  );
}

function example(key: string, entries: readonly TimelineEntry[]): Example {
  return {
    key,
    timeline: entries.map(({ phrase }) => phrase),
    events: entries.map(({ atMs, by, text }) => ({ atMs: atMs === null ? null : rounded(atMs), by, text })),
  };
}
